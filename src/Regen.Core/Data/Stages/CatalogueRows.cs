using Regen.Core.Storage;
using Regen.Core.Storage.Native;

namespace Regen.Core.Data.Stages;

/// <summary>The items of the prepared corpus as rows of a query: the columns of another query, and the long texts from where they lie.</summary>
internal sealed class CatalogueRows : IDisposable
{
    private readonly DuckDBCommand command;
    private readonly DuckDBDataReader reader;
    private readonly ItemTextsReader texts;
    private byte[] buffer = [];

    /// <param name="items">FROM clause of the items.</param>
    /// <param name="kept">FROM clause of the items that stay, numbered.</param>
    /// <param name="folder">Where the long texts of the items lie.</param>
    public CatalogueRows(DuckDBConnection engine, string items, string kept, string folder, CancellationToken stop)
    {
        texts = new ItemTextsReader(folder);
        command = engine.CreateCommand(
            $"""
            select k.item, k.asin, k.key, m.title, m.brand, coalesce(m.categories, []), m.price, k."row" is not null, coalesce(m.texts, 0), coalesce(m.description, 0), coalesce(m.extra, 0)
            from {kept} k left join {items} m on m."row" = k."row" order by k.item
            """);
        reader = command.ExecuteReader(stop);
    }

    public static IReadOnlyList<(string Name, DuckDBType Type)> Columns { get; } =
    [
        ("item", DuckDBType.Integer), ("asin", DuckDBType.Varchar), ("source_id", DuckDBType.Varchar), ("title", DuckDBType.Varchar), ("brand", DuckDBType.Varchar),
        ("categories", DuckDBType.List), ("description", DuckDBType.Varchar), ("price", DuckDBType.Double), ("has_metadata", DuckDBType.Boolean), ("extra", DuckDBType.Varchar),
    ];

    /// <returns>Rows put into the chunk; 0 at the end.</returns>
    public int Fill(RowChunk chunk)
    {
        if (!reader.NextChunk())
        {
            return 0;
        }

        reader.Column<int>(0).CopyTo(chunk.Column<int>(0));
        for (var column = 1; column <= 4; column++)
        {
            reader.Column<StringValue>(column).CopyTo(chunk.Texts(column));
            CopyValidity(chunk, column, column);
        }

        chunk.SetLists(5, reader.Column<ListEntry>(5), reader.Elements(5));
        reader.Column<double>(6).CopyTo(chunk.Column<double>(7));
        CopyValidity(chunk, 6, 7);
        reader.Column<bool>(7).CopyTo(chunk.Column<bool>(8));
        FillTexts(chunk);
        return reader.ChunkSize;
    }

    public void Dispose()
    {
        reader.Dispose();
        command.Dispose();
        texts.Dispose();
    }

    private void CopyValidity(RowChunk chunk, int from, int to)
    {
        var validity = chunk.Validity(to);
        for (var at = 0; at < reader.ChunkSize; at++)
        {
            RowChunk.SetValid(validity, at, !reader.IsNull(from, at));
        }
    }

    private void FillTexts(RowChunk chunk)
    {
        ReadOnlySpan<long> places = reader.Column<long>(8);
        ReadOnlySpan<int> descriptions = reader.Column<int>(9), extras = reader.Column<int>(10);
        var size = 0L;
        for (var at = 0; at < places.Length; at++)
        {
            size += (long)descriptions[at] + extras[at];
        }

        // Pinned: the engine reads the texts where they lie.
        buffer = buffer.Length < size ? GC.AllocateUninitializedArray<byte>(checked((int)size), pinned: true) : buffer;
        Span<StringValue> description = chunk.Texts(6), extra = chunk.Texts(9);
        Span<ulong> hasDescription = chunk.Validity(6), hasExtra = chunk.Validity(9);
        var rest = buffer.AsSpan();
        for (var at = 0; at < places.Length; at++)
        {
            var both = rest[..(descriptions[at] + extras[at])];
            texts.Read(places[at], both);
            description[at] = RowChunk.Text(both[..descriptions[at]]);
            extra[at] = RowChunk.Text(both[descriptions[at]..]);
            RowChunk.SetValid(hasDescription, at, descriptions[at] > 0);
            RowChunk.SetValid(hasExtra, at, extras[at] > 0);
            rest = rest[both.Length..];
        }
    }
}
