using Microsoft.Win32.SafeHandles;

namespace Regen.Core.Data.Stages;

/// <summary>The long texts of the items, one after the other, which no stage sorts or joins: rows hold their places.</summary>
internal sealed class ItemTextsWriter(string folder) : IDisposable
{
    public const string File = "item_texts.bin";

    private readonly FileStream file = new(Path.Combine(folder, File), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 18);

    /// <summary>Where the next text will stand.</summary>
    public long Place { get; private set; }

    public void Add(ReadOnlySpan<byte> text)
    {
        file.Write(text);
        Place += text.Length;
    }

    public void Finish() => file.Flush(flushToDisk: true);

    public void Dispose() => file.Dispose();
}

/// <summary>Reads what <see cref="ItemTextsWriter"/> wrote.</summary>
internal sealed class ItemTextsReader(string folder) : IDisposable
{
    private readonly SafeFileHandle file = System.IO.File.OpenHandle(Path.Combine(folder, ItemTextsWriter.File), options: FileOptions.RandomAccess);

    /// <summary>Reads the bytes at a place.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter than that.</exception>
    public void Read(long place, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(file, target, place);
            if (read == 0)
            {
                throw new EndOfStreamException("a file between two stages is cut off");
            }

            place += read;
            target = target[read..];
        }
    }

    public void Dispose() => file.Dispose();
}
