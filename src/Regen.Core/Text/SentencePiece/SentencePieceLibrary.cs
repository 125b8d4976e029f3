using System.Runtime.InteropServices;
using Regen.Core.Domain;

namespace Regen.Core.Text.SentencePiece;

/// <summary>A piece as the native half gives it: its id, and which bytes of the text it stands for.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativePiece(int Id, int Begin, int End);

/// <summary>What a model says of itself; -1 for a special piece that it has not.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeFacts(int Pieces, int Unknown, int Begin, int End, int Padding);

/// <summary>libregen_sentencepiece.so: beside this assembly, or in an artifacts/native folder above it.</summary>
internal sealed unsafe class SentencePieceLibrary
{
    private const string FileName = "libregen_sentencepiece.so";
    private const string Fix = "install libsentencepiece (Debian: libsentencepiece-dev) and run './regen setup', which builds what Regen needs of it";

    private static readonly Lazy<SentencePieceLibrary> Loaded = new(() => new SentencePieceLibrary(Load()));

    private readonly delegate* unmanaged<byte*> lastError;

    private SentencePieceLibrary(nint library)
    {
        lastError = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "rs_last_error");
        Open = (delegate* unmanaged<byte*, long, nint*, int>)NativeLibrary.GetExport(library, "rs_open");
        Close = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "rs_close");
        Describe = (delegate* unmanaged<nint, NativeFacts*, void>)NativeLibrary.GetExport(library, "rs_describe");
        Encode = (delegate* unmanaged<nint, byte*, int, NativePiece**, int*, int>)NativeLibrary.GetExport(library, "rs_encode");
        Decode = (delegate* unmanaged<nint, int*, int, byte**, int*, int>)NativeLibrary.GetExport(library, "rs_decode");
        PieceText = (delegate* unmanaged<nint, int, byte**, int*, int>)NativeLibrary.GetExport(library, "rs_piece_text");
        Free = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(library, "rs_free");
    }

    /// <exception cref="RegenException">The library is not there or does not load; the message says how to get it.</exception>
    public static SentencePieceLibrary Instance => Loaded.Value;

    public delegate* unmanaged<byte*, long, nint*, int> Open { get; }

    public delegate* unmanaged<nint, void> Close { get; }

    public delegate* unmanaged<nint, NativeFacts*, void> Describe { get; }

    public delegate* unmanaged<nint, byte*, int, NativePiece**, int*, int> Encode { get; }

    public delegate* unmanaged<nint, int*, int, byte**, int*, int> Decode { get; }

    public delegate* unmanaged<nint, int, byte**, int*, int> PieceText { get; }

    public delegate* unmanaged<void*, void> Free { get; }

    /// <summary>Why the last call of this thread failed.</summary>
    public string LastError => Marshal.PtrToStringUTF8((nint)lastError()) is { Length: > 0 } words ? words : "unknown native failure";

    /// <summary>Every file that is tried, best first, for an assembly in a folder.</summary>
    internal static IEnumerable<string> Candidates(string folder)
    {
        yield return Path.Combine(folder, FileName);
        for (var above = new DirectoryInfo(folder); above is not null; above = above.Parent)
        {
            yield return Path.Combine(above.FullName, "artifacts", "native", FileName);
        }
    }

    /// <exception cref="RegenException">None of the files is there, or the first that is does not load.</exception>
    internal static nint Load(IEnumerable<string> candidates, string folder)
    {
        var file = candidates.FirstOrDefault(File.Exists)
            ?? throw new RegenException($"{FileName}, which splits texts for T5, was not found", $"{folder} and artifacts/native above it", Fix);
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception problem) when (problem is DllNotFoundException or BadImageFormatException)
        {
            throw new RegenException($"{FileName} does not load: {problem.Message.ReplaceLineEndings(" ")}", file, Fix, problem);
        }
    }

    private static nint Load()
    {
        var location = typeof(SentencePieceLibrary).Assembly.Location;
        var folder = location.Length > 0 ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory;
        return Load(Candidates(folder), folder);
    }
}
