using System.Runtime.InteropServices;
using Regen.Core.Storage.Native;

namespace Regen.Core.Storage;

/// <summary>Names and types of the columns of batches, as Arrow wants them.</summary>
internal sealed unsafe class BatchSchema : IDisposable
{
    private readonly List<nint> texts = [];
    private readonly ArrowSchema* children;
    private readonly ArrowSchema** places;
    private readonly int count;

    public BatchSchema(IReadOnlyList<(string Name, DuckDBType Type)> columns)
    {
        count = columns.Count;
        children = (ArrowSchema*)NativeMemory.AllocZeroed((nuint)count, (nuint)sizeof(ArrowSchema));
        places = (ArrowSchema**)NativeMemory.Alloc((nuint)count, (nuint)sizeof(ArrowSchema*));
        for (var at = 0; at < count; at++)
        {
            const long Nullable = 2;
            places[at] = children + at;
            children[at] = new ArrowSchema { Format = Text(BatchColumn.Format(columns[at].Type)), Name = Text(columns[at].Name), Flags = Nullable, Release = &Keep };
        }

        Root = new ArrowSchema { Format = Text("+s"), Name = Text(""), ChildCount = count, Children = places, Release = &Keep };
    }

    /// <summary>A struct of the columns; valid until <see cref="Dispose"/>, whoever releases it.</summary>
    public ArrowSchema Root { get; }

    public void Dispose()
    {
        NativeMemory.Free(children);
        NativeMemory.Free(places);
        texts.ForEach(Marshal.FreeCoTaskMem);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static void Keep(ArrowSchema* schema) => schema->Release = null;

    private byte* Text(string text)
    {
        texts.Add(Marshal.StringToCoTaskMemUTF8(text));
        return (byte*)texts[^1];
    }
}
