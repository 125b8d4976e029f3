using System.Runtime.ExceptionServices;

namespace Regen.Core.Storage;

/// <summary>Sends a file that another library writes to the disk while it grows, so that the flush at its end has little left to wait for.</summary>
internal sealed class SteadyFlush : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock flushing = new();
    private readonly string path;
    private readonly Timer timer;
    private ExceptionDispatchInfo? failure;

    public SteadyFlush(string path)
    {
        this.path = path;
        timer = new Timer(_ => Flush(), null, Pause, Pause);
    }

    /// <summary>Ends the flushing.</summary>
    /// <exception cref="IOException">The disk did not take what was written; the system says so only once.</exception>
    public void Finish()
    {
        Dispose();
        failure?.Throw();
    }

    /// <summary>Waits for a flush that is under way.</summary>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(false);
        if (timer.Dispose(ended))
        {
            ended.WaitOne();
        }
    }

    private void Flush()
    {
        // One at a time: a slow disk takes longer than the pause.
        if (!flushing.TryEnter())
        {
            return;
        }

        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
        }
        catch (FileNotFoundException)
        {
            // Not begun yet.
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            failure ??= ExceptionDispatchInfo.Capture(problem);
        }
        finally
        {
            flushing.Exit();
        }
    }
}
