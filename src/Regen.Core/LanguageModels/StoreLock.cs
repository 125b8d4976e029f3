using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>One process at a time in one store. The system lets go of the lock when its process ends, however that happens; the file stays and means nothing.</summary>
internal static class StoreLock
{
    /// <exception cref="RegenException">Somebody has the store open, or the folder cannot be written to.</exception>
    public static IDisposable Take(string folder)
    {
        var file = Path.Combine(folder, "store.lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException problem) when (File.Exists(file))
        {
            throw new RegenException(
                "another process has this store of answers open", folder, "wait until it has ended, or give each its own store (--shard I/N with one store per part) and merge them afterwards", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"the store of answers cannot be made: {problem.Message}", folder, "check its permissions and the free disk space, or choose another folder", problem);
        }
    }
}
