namespace Regen.Core.Models.Encoders.Cache;

/// <summary>One maker at a time: an exclusively opened file, which the system releases however the process ends.</summary>
internal static class CacheLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until nobody else holds the file.</summary>
    public static FileStream Take(string path, Action waiting, CancellationToken stop)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                if (isFirst)
                {
                    waiting();
                }

                stop.WaitHandle.WaitOne(Pause);
            }
        }
    }

    /// <summary>EWOULDBLOCK of flock, or a sharing violation.</summary>
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 32 or 35;
}
