using System.IO.Compression;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>Lines of a file, plain or gzip, in bounded memory: of a line that is too long only the beginning is given.</summary>
internal static class BoundedLines
{
    /// <param name="file">Which file; gzip is known by its first two bytes.</param>
    /// <param name="maxLength">Bytes of a line at most.</param>
    /// <returns>Number of the line from 1, its bytes, and whether these are the whole line.</returns>
    /// <exception cref="RegenException">The file cannot be read.</exception>
    public static IEnumerable<(long Number, byte[] Bytes, bool IsWhole)> Read(string file, int maxLength)
    {
        using var stream = Open(file);
        var buffer = new byte[1 << 16];
        var line = new MemoryStream();
        var isWhole = true;
        long number = 1;
        while (Fill(stream, buffer, file, out var isTorn) is var count && (count > 0 || isTorn))
        {
            var at = 0;
            while (at < count)
            {
                var feed = Array.IndexOf(buffer, (byte)'\n', at, count - at);
                var end = feed < 0 ? count : feed;
                var kept = (int)Math.Min(end - at, maxLength - line.Length);
                line.Write(buffer, at, kept);
                isWhole &= kept == end - at;
                at = end + 1;
                if (feed >= 0)
                {
                    yield return (number++, line.ToArray(), isWhole);
                    line.SetLength(0);
                    isWhole = true;
                }
            }

            if (isTorn)
            {
                isWhole = false;
                break;
            }
        }

        if (line.Length > 0 || !isWhole)
        {
            yield return (number, line.ToArray(), isWhole);
        }
    }

    private static Stream Open(string file)
    {
        try
        {
            var plain = File.OpenRead(file);
            var isGzip = plain.ReadByte() == 0x1f && plain.ReadByte() == 0x8b;
            plain.Position = 0;
            return isGzip ? new GZipStream(plain, CompressionMode.Decompress) : plain;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, problem);
        }
    }

    // A gzip file that ends too early is a file that is torn: what came before the tear still counts.
    private static int Fill(Stream stream, byte[] buffer, string file, out bool isTorn)
    {
        isTorn = false;
        try
        {
            return stream.Read(buffer);
        }
        catch (InvalidDataException)
        {
            isTorn = true;
            return 0;
        }
        catch (IOException problem)
        {
            throw Unreadable(file, problem);
        }
    }

    private static RegenException Unreadable(string file, Exception problem) =>
        new($"the answer file cannot be read: {problem.Message}", file, "check its name and its permissions", problem);
}
