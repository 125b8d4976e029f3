using System.Globalization;
using System.Security.Cryptography;
using Regen.Core.Domain;

namespace Regen.Core.Data.Sources;

/// <summary>One input file as a stream of its content: gzip is seen by its first two bytes, members may follow each other.</summary>
internal sealed class SourceFile : IDisposable
{
    private readonly FileStream file;
    private readonly GzipReader? gzip;

    private SourceFile(string path, FileStream file, GzipReader? gzip) => (Path, this.file, this.gzip) = (path, file, gzip);

    public string Path { get; }

    /// <summary>Share of the file that has been read, in percent.</summary>
    public string Share => file.Length == 0 ? "100 %" : (file.Position / (double)file.Length).ToString("P0", CultureInfo.InvariantCulture);

    /// <exception cref="RegenException">There is no such file, it is a folder, or it may not be read.</exception>
    public static SourceFile Open(string path)
    {
        Require(path);
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            return new SourceFile(path, file, isGzip ? new GzipReader(file) : null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"the file cannot be opened: {problem.Message}", path, "check its permissions", problem);
        }
    }

    /// <summary>SHA-256 of the bytes as they lie on disk, lower-case hex.</summary>
    public static string Sha256(string path)
    {
        Require(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <param name="line">Line that the reader has come to, for the error.</param>
    /// <exception cref="RegenException">The gzip data are damaged or end too early.</exception>
    public int Read(Span<byte> buffer, long line)
    {
        try
        {
            return gzip is null ? file.Read(buffer) : gzip.Read(buffer);
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException)
        {
            throw new RegenException(
                $"the gzip file is damaged or cut off: {problem.Message}", $"{Path}, after line {line:N0}", "fetch it again; 'gzip -t FILE' must pass", problem);
        }
    }

    public void Dispose()
    {
        gzip?.Dispose();
        file.Dispose();
    }

    private static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new RegenException("a folder stands where a file is expected", path, "name one of the files in it");
        }

        if (!File.Exists(path))
        {
            throw new RegenException("the file is missing", path, "check the path");
        }
    }
}
