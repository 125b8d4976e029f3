using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Regen.Core.Data.Sources;

/// <summary>
/// The fields of a record that is one event and one flat object, read without a document in between: the common case of a big
/// file. It refuses everything else, which then goes the general way; it never decides that a line is malformed.
/// </summary>
internal sealed class FlatRecord
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = RecordParser.MaxDepth };

    // Names that a JSON writer copies as they are.
    private static readonly SearchValues<byte> PlainName = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.: "u8);

    private readonly (byte[] Name, Field Field, int Rank)[] paths;
    private readonly (int Start, int Length, bool IsEscaped)[] places = new (int, int, bool)[Enum.GetValues<Field>().Length];
    private readonly int[] ranks = new int[Enum.GetValues<Field>().Length];
    private readonly ArrayBufferWriter<byte> extra = new(512);

    private FlatRecord((byte[] Name, Field Field, int Rank)[] paths) => this.paths = paths;

    /// <summary>What no path names, as a JSON object; empty where there is nothing.</summary>
    public ReadOnlySpan<byte> Extra => extra.WrittenSpan;

    /// <returns>Null where the mapping's records are not flat.</returns>
    public static FlatRecord? Of(Mapping mapping)
    {
        var paths = EventExtractor.Paths(mapping).Select(path => (Encoding.UTF8.GetBytes(path.Path), path.Field, path.Rank)).ToArray();
        return mapping.Reviews.Events.Length > 0 || mapping.Items.InReviews || mapping.Reviews.AllPaths.Any(path => path.Contains('.', StringComparison.Ordinal)) ? null : new FlatRecord(paths);
    }

    public bool Has(Field field) => ranks[(int)field] < int.MaxValue;

    /// <summary>The value's text in the record that was read last; texts without their quotes and still escaped.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> record, Field field) => record.Slice(places[(int)field].Start, places[(int)field].Length);

    /// <summary>The value is a JSON text that holds escapes.</summary>
    public bool IsEscaped(Field field) => places[(int)field].IsEscaped;

    /// <summary>Reads a record of valid UTF-8.</summary>
    /// <returns>False where the general reader has to look.</returns>
    public bool TryRead(ReadOnlySpan<byte> record)
    {
        Array.Fill(ranks, int.MaxValue);
        extra.ResetWrittenCount();
        try
        {
            var reader = new Utf8JsonReader(record, isFinalBlock: true, new JsonReaderState(Options));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                if (reader.ValueIsEscaped || !reader.Read() || !Take(ref reader, record, name))
                {
                    return false;
                }
            }

            Close();
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
        }
        catch (JsonException)
        {
            return false; // The general reader says what is wrong.
        }
    }

    private bool Take(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, ReadOnlySpan<byte> name)
    {
        var isKnown = false;
        foreach (var (known, field, rank) in paths)
        {
            if (known.Length == name.Length && name.SequenceEqual(known))
            {
                isKnown = true;
                if (reader.TokenType == JsonTokenType.StartArray)
                {
                    return false;
                }

                Offer(ref reader, field, rank);
            }
        }

        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
        }

        if (isKnown)
        {
            return true;
        }

        Keep(name, record[start..(int)reader.BytesConsumed]);
        return !name.ContainsAnyExcept(PlainName);
    }

    private void Offer(ref Utf8JsonReader reader, Field field, int rank)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        var isThere = isText ? reader.ValueSpan.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0 : reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;
        if (isThere && rank <= ranks[(int)field])
        {
            places[(int)field] = ((int)reader.TokenStartIndex + (isText ? 1 : 0), reader.ValueSpan.Length, isText && reader.ValueIsEscaped);
            ranks[(int)field] = rank;
        }
    }

    private void Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        extra.Write(extra.WrittenCount == 0 ? "{\""u8 : ",\""u8);
        extra.Write(name);
        extra.Write("\":"u8);
        extra.Write(value);
    }

    private void Close()
    {
        if (extra.WrittenCount > 0)
        {
            extra.Write("}"u8);
        }
    }
}
