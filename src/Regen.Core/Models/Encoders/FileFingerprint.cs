using System.Security.Cryptography;
using System.Text;

namespace Regen.Core.Models.Encoders;

/// <summary>One hash of all files that decide an encoder's vectors.</summary>
internal static class FileFingerprint
{
    /// <param name="algorithm">What is done with the files: a word that changes with the code's results.</param>
    /// <param name="files">Paths; those that are not there do not count.</param>
    /// <returns>SHA-256, hexadecimal.</returns>
    public static string Of(string algorithm, IEnumerable<string> files)
    {
        var all = new StringBuilder(algorithm);
        foreach (var path in files.Where(File.Exists))
        {
            using var stream = File.OpenRead(path);
            all.Append('\n').Append(Path.GetFileName(path)).Append(' ').Append(Convert.ToHexStringLower(SHA256.HashData(stream)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
