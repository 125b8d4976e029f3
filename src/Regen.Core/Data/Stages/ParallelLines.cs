using System.Collections.Concurrent;
using Regen.Core.Data.Sources;

namespace Regen.Core.Data.Stages;

/// <summary>
/// Reads a file of lines on one thread, parses blocks of them on the others, and hands the rows on in the order of the file.
/// So many blocks wait at most, so that memory stays flat.
/// </summary>
internal sealed class ParallelLines(Mapping mapping, RecordReader reader, CancellationToken stop) : IDisposable
{
    private const int BlockSize = 2 << 20;

    private readonly BlockingCollection<Task<EventRows>> queue = new(2 * Environment.ProcessorCount);
    private readonly ConcurrentBag<EventParser> parsers = [];
    private readonly ConcurrentBag<EventRows> spare = [];
    private readonly CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private Task? reading;

    /// <summary>The rows of each block, to be read before the next one is asked for.</summary>
    /// <exception cref="Domain.RegenException">The file is damaged.</exception>
    public IEnumerable<EventRows> Blocks()
    {
        reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        foreach (var parsed in queue.GetConsumingEnumerable(ended.Token))
        {
            var rows = parsed.GetAwaiter().GetResult();
            yield return rows;
            spare.Add(rows);
        }

        reading.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        ended.Cancel();
        try
        {
            reading?.Wait(CancellationToken.None);
        }
        catch (AggregateException)
        {
            // Blocks threw already: this one only followed.
        }

        foreach (var left in queue.GetConsumingEnumerable(CancellationToken.None))
        {
            ((IAsyncResult)left).AsyncWaitHandle.WaitOne();
        }

        foreach (var parser in parsers)
        {
            parser.Dispose();
        }

        ended.Dispose();
        queue.Dispose();
    }

    private void Read()
    {
        try
        {
            while (!ended.IsCancellationRequested && reader.NextBlock(BlockSize) is { } block)
            {
                queue.Add(Task.Run(() => Parse(block), CancellationToken.None), ended.Token);
            }
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    private EventRows Parse(LineBlock block)
    {
        var parser = parsers.TryTake(out var idle) ? idle : new EventParser(mapping);
        var rows = spare.TryTake(out var old) ? old : new EventRows();
        try
        {
            parser.Parse(block, reader.Path, rows);
            return rows;
        }
        finally
        {
            parsers.Add(parser);
            block.Return();
        }
    }
}
