using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>
/// Rows that a query reads in order (<c>from NAME</c>), batch by batch. In contrast to <see cref="RowSource"/> the engine knows the place
/// of each batch, so that its threads work on several at once; and the next batch is filled, on a thread beside them, while they do.
/// </summary>
internal sealed unsafe class BatchSource : IDisposable
{
    /// <summary>With one thread the engine forgets where batches end, and cuts row groups where it likes.</summary>
    public const int LeastThreads = 2;

    private const int Failed = 5; // EIO

    private readonly Func<RowBatch> create;
    private readonly Func<RowBatch, bool> fill;
    private readonly BatchSchema schema;
    private readonly ConcurrentBag<RowBatch> spare = [];
    private readonly GCHandle self;
    private readonly ArrowStream* stream;
    private ExceptionDispatchInfo? failure;
    private Task<RowBatch?>? filling;
    private nint words;
    private volatile bool isClosed;

    /// <param name="connection">Of an engine with <see cref="LeastThreads"/> or more.</param>
    /// <param name="size">Rows that a batch has room for.</param>
    /// <param name="fill">Fills an empty batch; false at the end. One call at a time.</param>
    public BatchSource(DuckDBConnection connection, string name, IReadOnlyList<(string Name, DuckDBType Type)> columns, int size, Func<RowBatch, bool> fill)
    {
        if (connection.Count("select current_setting('threads')") < LeastThreads)
        {
            throw new ArgumentException("an engine of one thread does not keep batches", nameof(connection));
        }

        this.fill = fill;
        create = () => new RowBatch(columns.Select(column => column.Type), size);
        schema = new BatchSchema(columns);
        self = GCHandle.Alloc(this);
        stream = (ArrowStream*)NativeMemory.AllocZeroed((nuint)sizeof(ArrowStream));
        *stream = new ArrowStream { GetSchema = &Schema, GetNext = &Next, GetLastError = &LastError, Release = &Keep, PrivateData = GCHandle.ToIntPtr(self) };
        if (ArrowScan.CreateView(connection.Handle, name, stream) != 0)
        {
            Dispose();
            throw new InvalidOperationException($"DuckDB does not take a stream of batches called {name}");
        }
    }

    /// <summary>Runs what reads the rows, once, and throws what filling threw in place of the engine's words for it.</summary>
    public void Read(Action query)
    {
        filling = Task.Run(Fill);
        try
        {
            query();
        }
        catch (Exception) when (failure is not null)
        {
            failure.Throw();
        }
    }

    /// <summary>After this no query may name the source.</summary>
    public void Dispose()
    {
        filling?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        if (filling is { IsCompletedSuccessfully: true, Result: { } unread })
        {
            unread.Dispose();
        }

        isClosed = true;
        FreeSpare();
        schema.Dispose();
        NativeMemory.Free(stream);
        Marshal.FreeCoTaskMem(words);
        self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Schema(ArrowStream* stream, ArrowSchema* target)
    {
        *target = Of(stream).schema.Root;
        return 0;
    }

    // The engine asks under a lock of its own.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Next(ArrowStream* stream, ArrowArray* target)
    {
        var source = Of(stream);
        try
        {
            source.Next(target);
            return 0;
        }
#pragma warning disable CA1031 // Whatever it was, it must not cross the engine's frames; Read throws it on the other side.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            source.failure = ExceptionDispatchInfo.Capture(problem);
            return Failed;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* LastError(ArrowStream* stream)
    {
        var source = Of(stream);
        if (source.words == 0)
        {
            source.words = Marshal.StringToCoTaskMemUTF8(source.failure?.SourceException.Message ?? "");
        }

        return (byte*)source.words;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Keep(ArrowStream* stream) => stream->Release = null;

    // Comes from any thread of the engine, where a query failed even after Dispose.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Return(ArrowArray* array)
    {
        array->Release = null;
        var handle = GCHandle.FromIntPtr(array->PrivateData);
        var (source, batch) = ((BatchSource, RowBatch))handle.Target!;
        handle.Free();
        source.spare.Add(batch);
        if (source.isClosed)
        {
            source.FreeSpare();
        }
    }

    private static BatchSource Of(ArrowStream* stream) => (BatchSource)GCHandle.FromIntPtr(stream->PrivateData).Target!;

    private void Next(ArrowArray* target)
    {
        *target = default; // The end, where nothing follows.
        if (filling!.GetAwaiter().GetResult() is { } batch)
        {
            filling = Task.Run(Fill);
            batch.Describe(target, &Return, GCHandle.ToIntPtr(GCHandle.Alloc((this, batch))));
        }
    }

    private RowBatch? Fill()
    {
        var batch = spare.TryTake(out var old) ? old : create();
        batch.Clear();
        var isFilled = false;
        try
        {
            isFilled = fill(batch);
        }
        finally
        {
            if (!isFilled)
            {
                batch.Dispose();
            }
        }

        return isFilled ? batch : null;
    }

    private void FreeSpare()
    {
        while (spare.TryTake(out var batch))
        {
            batch.Dispose();
        }
    }
}
