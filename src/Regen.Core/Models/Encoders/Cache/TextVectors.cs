using System.IO.MemoryMappedFiles;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>Cached vectors of a list of texts: float16, memory-mapped, checked when they were opened.</summary>
/// <remarks>Safe to read from several threads.</remarks>
public sealed unsafe partial class TextVectors : IDisposable
{
    private readonly CacheIndex index;
    private readonly long[] rowStarts; // per distinct text, and one past the last
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private readonly Half* rows;
    private bool isDisposed;

    private TextVectors(CacheIndex index, string path)
    {
        this.index = index;
        rowStarts = new long[index.RowCounts.Length + 1];
        for (var i = 0; i < index.RowCounts.Length; i++)
        {
            rowStarts[i + 1] = rowStarts[i] + index.RowCounts[i];
        }

        if (rowStarts[^1] > 0)
        {
            file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            rows = (Half*)(start + view.PointerOffset);
        }
    }

    /// <summary>Texts.</summary>
    public int Count => index.RowGroups.Length;

    /// <summary>Features of one vector.</summary>
    public int Width => index.Width;

    /// <summary>Texts that differ; each is stored once.</summary>
    public int DistinctCount => index.RowCounts.Length;

    /// <summary>Vectors of all texts that differ.</summary>
    public long RowTotal => index.RowTotal;

    /// <summary>Vectors of one text.</summary>
    public int RowCount(int text) => index.RowCounts[index.RowGroups[text]];

    /// <summary>The vectors of one text, row by row: RowCount x Width numbers, valid until this is disposed.</summary>
    public ReadOnlySpan<Half> RowsOf(int text)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var group = index.RowGroups[text];
        return new ReadOnlySpan<Half>(rows + (rowStarts[group] * Width), index.RowCounts[group] * Width);
    }

    public void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            view?.SafeMemoryMappedViewHandle.ReleasePointer();
            view?.Dispose();
            file?.Dispose();
        }
    }

    /// <exception cref="InvalidDataException">The files are not a whole, undamaged cache of this key.</exception>
    internal static TextVectors Open(CacheFiles files, ReadOnlySpan<byte> key)
    {
        var index = CacheIndex.Parse(File.ReadAllBytes(files.Index));
        if (!key.SequenceEqual(index.Key))
        {
            throw new InvalidDataException("it belongs to other texts or another encoder");
        }

        var expected = index.RowTotal * index.Width * sizeof(Half);
        var found = new FileInfo(files.Rows).Length;
        if (found != expected)
        {
            throw new InvalidDataException($"its rows hold {found} bytes, not {expected}");
        }

        var vectors = new TextVectors(index, files.Rows);
        try
        {
            vectors.CheckShards();
            return vectors;
        }
        catch
        {
            vectors.Dispose();
            throw;
        }
    }

    private void CheckShards()
    {
        var damaged = -1;
        Parallel.For(0, index.Checksums.Length, shard =>
        {
            var first = rowStarts[shard * CachePlan.ShardSize];
            var last = rowStarts[Math.Min((shard + 1) * CachePlan.ShardSize, DistinctCount)];
            var bytes = new ReadOnlySpan<byte>(rows + (first * Width), checked((int)((last - first) * Width * sizeof(Half))));
            if (XxHash64.Of(bytes) != index.Checksums[shard])
            {
                Interlocked.Exchange(ref damaged, shard);
            }
        });
        if (damaged >= 0)
        {
            throw new InvalidDataException($"the checksum of shard {damaged} of its rows does not fit");
        }
    }
}
