using System.Text;
using Regen.Core.Data.Sources;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>
/// Item rows in Parquet parts, in the order of the file. Description and unknown keys stand in a file of their own, one behind the other;
/// the rows hold the place of the first and the sizes of both, and a hash of all that an item's text is made of.
/// </summary>
internal sealed class ItemRows(DuckDBConnection engine, string folder, Mapping mapping) : IDisposable
{
    private const string Columns =
        "\"row\" bigint, source_id varchar, asin varchar, title varchar, brand varchar, categories varchar[], price double, text_hash bigint, texts bigint, description integer, extra integer";

    private readonly PartWriter parts = new(engine, folder, "items", Columns);
    private readonly ItemTextsWriter texts = new(folder);

    private readonly FieldValues values = new(mapping);
    private readonly HashSet<string> known = [];

    public long Rows => parts.Rows;

    /// <summary>Text, or null for an empty one.</summary>
    private static void Put(DuckDBAppender appender, ReadOnlySpan<byte> text)
    {
        _ = text.IsEmpty ? appender.AppendNull() : appender.AppendUtf8(text);
    }

    /// <summary>Adds an item unless one of its key was added before.</summary>
    public void AddOnce(FoundFields fields, ReadOnlySpan<byte> extra, CancellationToken stop)
    {
        var key = fields.Has(Field.SourceId) ? Field.SourceId : Field.Asin;
        if (fields.Has(key) && known.Add(Encoding.UTF8.GetString(values.Text(fields[key]))))
        {
            Add(fields, extra, 512, stop);
        }
    }

    /// <returns>False where the record names no item.</returns>
    public bool Add(FoundFields fields, ReadOnlySpan<byte> extra, int size, CancellationToken stop)
    {
        if (!fields.Has(Field.Asin) && !fields.Has(Field.SourceId))
        {
            return false;
        }

        var appender = parts.CreateRow(size).AppendValue(parts.Rows);
        appender.AppendUtf8(values.Text(fields[fields.Has(Field.SourceId) ? Field.SourceId : Field.Asin]));
        appender.AppendUtf8(values.Text(fields[fields.Has(Field.Asin) ? Field.Asin : Field.SourceId]));
        var hash = PutField(appender, fields, Field.Title, 1);
        hash = PutField(appender, fields, Field.Brand, hash);
        var categories = fields.Has(Field.Category) ? values.Category(fields[Field.Category]) : [];
        appender.AppendValue(categories);
        appender.AppendValue(fields.Has(Field.Price) ? values.Price(fields[Field.Price]) : null);
        PutTexts(appender, fields.Has(Field.Description) ? values.Text(fields[Field.Description]) : [], extra, Hash(hash, categories));
        parts.EndRow(stop);
        return true;
    }

    public void Finish(CancellationToken stop)
    {
        parts.Finish(stop);
        texts.Finish();
    }

    public void Dispose()
    {
        parts.Dispose();
        texts.Dispose();
    }

    private static long Hash(long before, IEnumerable<string> categories)
    {
        foreach (var level in categories)
        {
            before = Hash(before, Encoding.UTF8.GetBytes(level));
        }

        return before;
    }

    // Each part changes what the later ones add, so that a text does not pass for the same text of another field.
    private static long Hash(long before, ReadOnlySpan<byte> text) => unchecked(((before ^ (before >>> 29)) * 0x2545f4914f6cdd1d) + TextHash.Of(text));

    private long PutField(DuckDBAppender appender, FoundFields fields, Field field, long hash)
    {
        var text = fields.Has(field) ? values.Text(fields[field]) : [];
        Put(appender, text);
        return Hash(hash, text);
    }

    private void PutTexts(DuckDBAppender appender, ReadOnlySpan<byte> description, ReadOnlySpan<byte> extra, long hash)
    {
        appender.AppendValue(Hash(hash, description)).AppendValue(texts.Place).AppendValue(description.Length).AppendValue(extra.Length);
        texts.Add(description);
        texts.Add(extra);
    }
}
