using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Regen.Core.Data.Sources;

/// <summary>What Regen reads of an event or an item.</summary>
internal enum Field
{
    User,
    Item,
    Time,
    Rating,
    Summary,
    Text,
    Critique,
    Asin,
    SourceId,
    Title,
    Brand,
    Category,
    Description,
    Price,
}

/// <summary>The values that one pass over an object found, by field; the earliest alias that holds anything wins.</summary>
internal sealed class FoundFields
{
    private const int FieldCount = (int)Field.Price + 1;

    private readonly JsonElement[] values = new JsonElement[FieldCount];
    private readonly int[] ranks = new int[FieldCount];

    public FoundFields() => Clear();

    public void Clear() => Array.Fill(ranks, int.MaxValue);

    public bool Has(Field field) => ranks[(int)field] < int.MaxValue;

    public JsonElement this[Field field] => values[(int)field];

    public void Offer(Field field, int rank, JsonElement value)
    {
        if (rank <= ranks[(int)field] && IsPresent(value))
        {
            (values[(int)field], ranks[(int)field]) = (value, rank);
        }
    }

    private static bool IsPresent(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.Object => false,
        JsonValueKind.String => JsonMarshal.GetRawUtf8Value(value)[1..^1].IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };
}

/// <summary>Paths as a tree, so that an object is walked once, however many paths and aliases there are.</summary>
internal sealed class FieldTree
{
    private readonly List<FieldTree> children = [];
    private readonly List<(Field Field, int Rank)> fields = [];
    private readonly byte[] name;
    private bool holdsEvents;

    private FieldTree(string name) => this.name = Encoding.UTF8.GetBytes(name);

    /// <summary>A tree of <paramref name="paths"/>; the rank orders the aliases of one field.</summary>
    public static FieldTree Of(IEnumerable<(Field Field, int Rank, string Path)> paths, IEnumerable<string> events)
    {
        var root = new FieldTree("");
        foreach (var (field, rank, path) in paths)
        {
            root.Reach(path).fields.Add((field, rank));
        }

        foreach (var path in events)
        {
            root.Reach(path.EndsWith("[]", StringComparison.Ordinal) ? path[..^2] : path).holdsEvents = true;
        }

        return root;
    }

    /// <summary>Walks an object: known paths to <paramref name="found"/> and <paramref name="events"/>, the rest to <paramref name="extra"/>.</summary>
    public void Walk(JsonElement value, FoundFields found, List<JsonElement> events, ExtraKeys extra) => Walk(value, found, events, extra, "");

    private void Walk(JsonElement value, FoundFields found, List<JsonElement> events, ExtraKeys extra, string prefix)
    {
        foreach (var property in value.EnumerateObject())
        {
            var child = children.Find(node => property.NameEquals(node.name));
            if (child is null)
            {
                extra.Add(prefix, property);
                continue;
            }

            child.Take(property.Value, found, events);
            if (child.children.Count > 0 && property.Value.ValueKind == JsonValueKind.Object)
            {
                child.Walk(property.Value, found, events, extra, prefix + Encoding.UTF8.GetString(child.name) + ".");
            }
        }
    }

    private void Take(JsonElement value, FoundFields found, List<JsonElement> events)
    {
        foreach (var (field, rank) in fields)
        {
            found.Offer(field, rank, value);
        }

        if (holdsEvents)
        {
            events.AddRange(value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1));
        }
    }

    private FieldTree Reach(string path)
    {
        var node = this;
        foreach (var part in path.Split('.'))
        {
            var next = node.children.Find(child => child.name.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(part)));
            if (next is null)
            {
                next = new FieldTree(part);
                node.children.Add(next);
            }

            node = next;
        }

        return node;
    }
}

/// <summary>Collects what no path names, as one flat JSON object with dotted keys.</summary>
internal sealed class ExtraKeys : IDisposable
{
    private readonly ArrayBufferWriter<byte> json = new(256);
    private readonly Utf8JsonWriter writer;
    private bool isOpen;

    public ExtraKeys() => writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });

    public void Clear()
    {
        json.ResetWrittenCount();
        writer.Reset();
        isOpen = false;
    }

    public void Add(string prefix, JsonProperty property)
    {
        if (!isOpen)
        {
            writer.WriteStartObject();
            isOpen = true;
        }

        writer.WritePropertyName(prefix + property.Name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
    }

    /// <returns>The object as UTF-8; empty where there was nothing to keep.</returns>
    public ReadOnlySpan<byte> Close()
    {
        if (!isOpen)
        {
            return [];
        }

        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenSpan;
    }

    public void Dispose() => writer.Dispose();
}
