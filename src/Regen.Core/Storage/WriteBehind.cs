using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Regen.Core.Storage;

/// <summary>
/// Appends to a file on a thread of its own, so that who fills the buffers waits neither for the copy into the system's cache nor for the
/// disk. The file goes to the disk while it grows: at the end little is left to wait for.
/// </summary>
internal sealed class WriteBehind : IDisposable
{
    private const int WaitingBytes = 32 << 20;
    private const long FlushEvery = 64 << 20;

    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle file;
    private readonly BlockingCollection<(byte[] Buffer, int Length)> queue;
    private readonly ConcurrentBag<byte[]> spare = [];
    private readonly int bufferSize;
    private readonly Task writing;
    private volatile ExceptionDispatchInfo? failure;

    /// <param name="bufferSize">Size of most buffers: these are used again.</param>
    public WriteBehind(string path, int bufferSize)
    {
        this.bufferSize = bufferSize;
        file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        queue = new BlockingCollection<(byte[], int)>(Math.Max(2, WaitingBytes / bufferSize));
        writing = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Takes a buffer over and appends what it holds.</summary>
    /// <returns>Another one, of the usual size.</returns>
    /// <remarks>Throws what an earlier write threw.</remarks>
    public byte[] Append(byte[] buffer, int length)
    {
        failure?.Throw();
        queue.Add((buffer, length));
        return spare.TryTake(out var old) ? old : new byte[bufferSize];
    }

    /// <summary>Waits until all is on the disk.</summary>
    /// <inheritdoc cref="Append"/>
    public void Finish()
    {
        queue.CompleteAdding();
        writing.Wait(CancellationToken.None);
        failure?.Throw();
        RandomAccess.FlushToDisk(file);
    }

    public void Dispose()
    {
        queue.CompleteAdding();
        writing.Wait(CancellationToken.None);
        queue.Dispose();
        file.Dispose();
    }

    // After a failure buffers are still taken, so that nobody waits for room.
    private void Work()
    {
        var (end, flushed) = (0L, 0L);
        foreach (var (buffer, length) in queue.GetConsumingEnumerable())
        {
            if (failure is not null)
            {
                continue;
            }

            try
            {
                RandomAccess.Write(file, buffer.AsSpan(0, length), end);
                end += length;
                if (end - flushed >= FlushEvery)
                {
                    RandomAccess.FlushToDisk(file);
                    flushed = end;
                }
            }
#pragma warning disable CA1031 // Whatever it was, the thread that appends throws it.
            catch (Exception problem)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(problem);
            }

            if (buffer.Length == bufferSize)
            {
                spare.Add(buffer);
            }
        }
    }
}
