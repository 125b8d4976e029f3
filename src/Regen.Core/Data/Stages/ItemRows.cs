using System.Text;
using Regen.Core.Data.Sources;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>Item rows in Parquet parts, in the order of the file.</summary>
internal sealed class ItemRows(PartWriter parts, Mapping mapping) : IDisposable
{
    public const string Columns =
        "\"row\" bigint, source_id varchar, asin varchar, title varchar, brand varchar, categories varchar[], description varchar, price double, extra varchar";

    private readonly FieldValues values = new(mapping);
    private readonly HashSet<string> known = [];

    public long Rows => parts.Rows;

    /// <summary>Text, or null for an empty one.</summary>
    public static void Put(DuckDBAppender appender, ReadOnlySpan<byte> text)
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
        PutField(appender, fields, Field.Title);
        PutField(appender, fields, Field.Brand);
        appender.AppendValue(fields.Has(Field.Category) ? values.Category(fields[Field.Category]) : []);
        PutField(appender, fields, Field.Description);
        appender.AppendValue(fields.Has(Field.Price) ? values.Price(fields[Field.Price]) : null);
        Put(appender, extra);
        parts.EndRow(stop);
        return true;
    }

    public void Finish(CancellationToken stop) => parts.Finish(stop);

    public void Dispose() => parts.Dispose();

    private void PutField(DuckDBAppender appender, FoundFields fields, Field field) => Put(appender, fields.Has(field) ? values.Text(fields[field]) : []);
}
