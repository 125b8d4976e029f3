namespace Regen.Core.Data;

/// <summary>One preparation at a time in one folder; the lock dies with its process.</summary>
internal static class FolderLock
{
    private const int PollMilliseconds = 200;

    public static IDisposable Take(string folder, CancellationToken stop)
    {
        var path = Path.Combine(folder, ".lock");
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (File.Exists(path))
            {
                stop.WaitHandle.WaitOne(PollMilliseconds);
            }
        }
    }
}
