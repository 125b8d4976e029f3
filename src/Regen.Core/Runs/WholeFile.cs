using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Runs;

/// <summary>Writes files whole or not at all: beside the target, flushed to the disk, then renamed.</summary>
internal static class WholeFile
{
    /// <exception cref="RegenException">The disk is full or the folder may not be written; what stood there before still does.</exception>
    public static void Write(string file, string text) => Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string file, Action<Stream> write)
    {
        var beside = file + ".tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(beside);
            throw new RegenException(
                $"{Path.GetFileName(file)} could not be written: {error.Message}", file, "free some space or correct the permissions, then run the same command again", error);
        }
        catch
        {
            TryDelete(beside); // what was to be written could not be made, or the user stopped it
            throw;
        }
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; what is left over is overwritten next time.
        }
    }
}
