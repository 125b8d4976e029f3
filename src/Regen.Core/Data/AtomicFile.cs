using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>Writes small files whole or not at all.</summary>
internal static class AtomicFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var unfinished = path + ".tmp";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"the file cannot be written: {problem.Message}", path, "check the folder and the free disk space, then give the same command again: it goes on", problem);
        }
    }
}
