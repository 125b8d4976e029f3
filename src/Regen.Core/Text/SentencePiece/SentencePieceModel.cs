using System.Runtime.InteropServices;

namespace Regen.Core.Text.SentencePiece;

/// <summary>An open model of libsentencepiece.</summary>
internal sealed unsafe class SentencePieceModel : SafeHandle
{
    private readonly SentencePieceLibrary library;

    private SentencePieceModel(SentencePieceLibrary library, nint model)
        : base(0, ownsHandle: true)
    {
        this.library = library;
        SetHandle(model);
    }

    public override bool IsInvalid => handle == 0;

    /// <exception cref="InvalidDataException">The bytes are no model.</exception>
    public static SentencePieceModel Open(ReadOnlySpan<byte> bytes)
    {
        var library = SentencePieceLibrary.Instance;
        nint model;
        int status;
        fixed (byte* start = bytes)
        {
            status = library.Open(start, bytes.Length, &model);
        }

        return status == 0 ? new SentencePieceModel(library, model) : throw new InvalidDataException(library.LastError);
    }

    public NativeFacts Describe()
    {
        NativeFacts facts;
        library.Describe(handle, &facts);
        GC.KeepAlive(this);
        return facts;
    }

    public NativePiece[] Encode(ReadOnlySpan<byte> text)
    {
        NativePiece* pieces;
        int count, status;
        fixed (byte* start = text)
        {
            // An empty span has no address, and the library reads none of it.
            status = library.Encode(handle, start, text.Length, &pieces, &count);
        }

        GC.KeepAlive(this);
        Require(status);
        var result = new ReadOnlySpan<NativePiece>(pieces, count).ToArray();
        library.Free(pieces);
        return result;
    }

    public string Decode(ReadOnlySpan<int> ids)
    {
        byte* text;
        int length, status;
        fixed (int* start = ids)
        {
            status = library.Decode(handle, start, ids.Length, &text, &length);
        }

        GC.KeepAlive(this);
        Require(status);
        return Take(text, length);
    }

    public string PieceText(int id)
    {
        byte* text;
        int length;
        var status = library.PieceText(handle, id, &text, &length);
        GC.KeepAlive(this);
        Require(status);
        return Take(text, length);
    }

    protected override bool ReleaseHandle()
    {
        library.Close(handle);
        return true;
    }

    private string Take(byte* text, int length)
    {
        var result = System.Text.Encoding.UTF8.GetString(text, length);
        library.Free(text);
        return result;
    }

    private void Require(int status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException($"libsentencepiece: {library.LastError}");
        }
    }
}
