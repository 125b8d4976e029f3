using System.Runtime.InteropServices;

namespace Regen.Core.Storage.Native;

/// <summary>struct ArrowSchema of Arrow's C data interface: name and type of a column, or of the row of all columns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ArrowSchema
{
    public byte* Format;
    public byte* Name;
    public byte* Metadata;
    public long Flags;
    public long ChildCount;
    public ArrowSchema** Children;
    public ArrowSchema* Dictionary;
    public delegate* unmanaged[Cdecl]<ArrowSchema*, void> Release;
    public nint PrivateData;
}

/// <summary>struct ArrowArray of Arrow's C data interface: the values of a column, or of a batch of rows.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ArrowArray
{
    public long Length;
    public long NullCount;
    public long Offset;
    public long BufferCount;
    public long ChildCount;
    public void** Buffers;
    public ArrowArray** Children;
    public ArrowArray* Dictionary;
    public delegate* unmanaged[Cdecl]<ArrowArray*, void> Release;
    public nint PrivateData;
}

/// <summary>struct ArrowArrayStream of Arrow's C stream interface: batches, one after the other.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ArrowStream
{
    public delegate* unmanaged[Cdecl]<ArrowStream*, ArrowSchema*, int> GetSchema;
    public delegate* unmanaged[Cdecl]<ArrowStream*, ArrowArray*, int> GetNext;
    public delegate* unmanaged[Cdecl]<ArrowStream*, byte*> GetLastError;
    public delegate* unmanaged[Cdecl]<ArrowStream*, void> Release;
    public nint PrivateData;
}

/// <summary>The part of DuckDB's C API that reads Arrow batches.</summary>
internal static unsafe partial class ArrowScan
{
    /// <summary>Makes a view over the stream, which must outlive every query of it.</summary>
    [LibraryImport(DuckDBLibrary.Name, EntryPoint = "duckdb_arrow_scan", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateView(ConnectionHandle connection, string name, ArrowStream* stream);
}
