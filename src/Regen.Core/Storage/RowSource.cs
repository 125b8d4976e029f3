using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>
/// Rows that a query reads from a callback (<c>from NAME()</c>), chunk by chunk and in order: they go into a file without a table in
/// between. The callback runs on a thread of the engine, and must not use the same connection.
/// </summary>
internal sealed unsafe class RowSource : IDisposable
{
    private readonly IReadOnlyList<(string Name, DuckDBType Type)> columns;
    private readonly Func<RowChunk, int> fill;
    private readonly GCHandle self;
    private ExceptionDispatchInfo? failure;

    /// <param name="fill">Fills a chunk and returns its rows; 0 at the end. Texts must stay where they are until the next call.</param>
    public RowSource(DuckDBConnection connection, string name, IReadOnlyList<(string Name, DuckDBType Type)> columns, Func<RowChunk, int> fill)
    {
        (this.columns, this.fill) = (columns, fill);
        self = GCHandle.Alloc(this);
        var function = TableFunctions.Create();
        TableFunctions.SetName(function, name);
        TableFunctions.SetExtraInfo(function, GCHandle.ToIntPtr(self), 0);
        TableFunctions.SetBind(function, &Bind);
        TableFunctions.SetInit(function, &Init);
        TableFunctions.SetFunction(function, &Fill);
        var state = TableFunctions.Register(connection.Handle, function);
        TableFunctions.Destroy(ref function);
        if (state != 0)
        {
            self.Free();
            throw new InvalidOperationException($"DuckDB does not take a table function called {name}");
        }
    }

    /// <summary>Runs what reads the rows, and throws what the callback threw in place of the engine's words for it.</summary>
    public void Read(Action query)
    {
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
    public void Dispose() => self.Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        var source = (RowSource)GCHandle.FromIntPtr(TableFunctions.BindExtraInfo(info)).Target!;
        foreach (var (name, type) in source.columns)
        {
            var logical = LogicalType(type);
            TableFunctions.AddResultColumn(info, name, logical);
            NativeMethods.DestroyLogicalType(ref logical);
        }
    }

    // Lists are lists of texts.
    private static nint LogicalType(DuckDBType type)
    {
        if (type != DuckDBType.List)
        {
            return NativeMethods.CreateLogicalType(type);
        }

        var element = NativeMethods.CreateLogicalType(DuckDBType.Varchar);
        var list = NativeMethods.CreateListType(element);
        NativeMethods.DestroyLogicalType(ref element);
        return list;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info) => TableFunctions.SetMaxThreads(info, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint chunk)
    {
        var source = (RowSource)GCHandle.FromIntPtr(TableFunctions.FunctionExtraInfo(info)).Target!;
        try
        {
            NativeMethods.DataChunkSetSize(chunk, (ulong)source.fill(new RowChunk(chunk, source.columns.Count)));
        }
#pragma warning disable CA1031 // Whatever it was, it must not cross the engine's frames; Read throws it on the other side.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            source.failure = ExceptionDispatchInfo.Capture(problem);
            TableFunctions.SetError(info, problem.Message);
        }
    }
}
