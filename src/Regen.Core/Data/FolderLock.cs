using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>One preparation at a time in one folder; the lock dies with its process.</summary>
internal static class FolderLock
{
    private const int PollMilliseconds = 200;

    /// <summary>Waits while another process prepares into the folder.</summary>
    public static IDisposable Take(string folder, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var path = Path.Combine(folder, ".lock");
        for (long waited = 0; ; waited += PollMilliseconds)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (File.Exists(path))
            {
                progress?.Report(new WorkProgress($"waiting for another preparation in {folder}", waited / 1000, null, "seconds"));
                stop.WaitHandle.WaitOne(PollMilliseconds);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new RegenException($"the output folder cannot be written to: {problem.Message}", folder, "check its permissions and the free disk space, or choose another folder", problem);
            }
        }
    }
}
