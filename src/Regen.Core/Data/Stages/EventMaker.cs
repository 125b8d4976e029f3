using System.Buffers;
using System.Text;
using Regen.Core.Data.Sources;

namespace Regen.Core.Data.Stages;

/// <summary>Found fields to rows, for one thread.</summary>
internal sealed class EventMaker(Mapping mapping)
{
    private const string NoTime = "the time cannot be read";

    private readonly FieldValues values = new(mapping);
    private readonly ArrayBufferWriter<byte> scratch = new(1024);
    private readonly bool isTimed = mapping.Reviews.Time.Length > 0;

    /// <summary>Adds an event that has user, item and, where the mapping names one, time.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Add(FoundFields fields, ReadOnlySpan<byte> extra, EventRows rows)
    {
        var time = fields.Has(Field.Time) ? values.Time(fields[Field.Time]) : null;
        if (time is null && isTimed)
        {
            return NoTime;
        }

        TextPlace Keep(Field field) => fields.Has(field) ? rows.Keep(values.Text(fields[field])) : default;
        var critique = fields.Has(Field.Critique) ? values.Options(fields[Field.Critique]) : null;
        var row = new EventRow
        {
            User = Keep(Field.User),
            Item = Keep(Field.Item),
            Summary = Keep(Field.Summary),
            Text = Keep(Field.Text),
            Critique = critique is null ? default : rows.Keep(Encoding.UTF8.GetBytes(critique)),
            Extra = rows.Keep(extra),
            Time = time,
            Rating = fields.Has(Field.Rating) ? values.Rating(fields[Field.Rating]) : null,
        };
        Finish(row, rows);
        return null;
    }

    /// <summary>Adds the event of a flat record.</summary>
    /// <returns>False where the general reader has to look.</returns>
    public bool TryAdd(FlatRecord flat, ReadOnlySpan<byte> record, EventRows rows)
    {
        if (!flat.TryRead(record) || !flat.Has(Field.User) || !flat.Has(Field.Item) || flat.Has(Field.Critique))
        {
            return false;
        }

        long? time = flat.Has(Field.Time) ? values.Time(TextOf(flat, record, Field.Time)) : null;
        if (time is null && isTimed)
        {
            return false;
        }

        var row = new EventRow
        {
            User = Keep(flat, record, Field.User, rows),
            Item = Keep(flat, record, Field.Item, rows),
            Summary = Keep(flat, record, Field.Summary, rows),
            Text = Keep(flat, record, Field.Text, rows),
            Extra = rows.Keep(flat.Extra),
            Time = time,
            Rating = flat.Has(Field.Rating) ? FieldValues.Number(TextOf(flat, record, Field.Rating)) : null,
        };
        Finish(row, rows);
        return true;
    }

    private static void Finish(EventRow row, EventRows rows)
    {
        row.IsTimed = row.Time is not null;
        row.TextHash = unchecked((TextHash.Of(rows[row.Summary]) * 31) + TextHash.Of(rows[row.Text]));
        rows.Add(row);
    }

    private ReadOnlySpan<byte> TextOf(FlatRecord flat, ReadOnlySpan<byte> record, Field field) =>
        flat.IsEscaped(field) ? JsonText.Utf8(flat.Raw(record, field), scratch) : flat.Raw(record, field);

    private TextPlace Keep(FlatRecord flat, ReadOnlySpan<byte> record, Field field, EventRows rows) =>
        flat.Has(field) ? rows.Keep(TextOf(flat, record, field).Trim(" \t\r\n"u8)) : default;
}
