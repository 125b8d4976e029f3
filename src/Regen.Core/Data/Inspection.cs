using System.Runtime.InteropServices;
using System.Text.Json;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>Which file to look into.</summary>
public sealed record InspectRequest
{
    public required string File { get; init; }

    /// <summary>Records to read at most; null for all.</summary>
    public long? Records { get; init; }
}

/// <summary>One key of a file's records.</summary>
/// <param name="Path">Dotted, <c>[]</c> for the elements of a list: the path that a mapping file would name.</param>
/// <param name="Types">How often each JSON type stands there: string, number, boolean, object, list, null.</param>
/// <param name="Count">Values that are there and not null.</param>
/// <param name="NullShare">Share of the objects (or list elements) around it in which it is missing or null; in [0, 1].</param>
/// <param name="Example">The first value that says something, cut.</param>
public sealed record InspectedKey(string Path, IReadOnlyDictionary<string, long> Types, long Count, double NullShare, string? Example);

/// <summary>What a file holds.</summary>
public sealed record InspectResult
{
    public required string File { get; init; }

    public required long Records { get; init; }

    public required long MalformedLines { get; init; }

    public required IReadOnlyList<MalformedLine> FirstMalformedLines { get; init; }

    /// <summary>In the order in which they first appear, a list's or object's own keys below it.</summary>
    public required IReadOnlyList<InspectedKey> Keys { get; init; }

    /// <summary>Keys beyond the first 5,000, which are counted only.</summary>
    public required long FurtherKeys { get; init; }

    /// <summary>Name of the mapping that reads these records as reviews; null where none does.</summary>
    public required string? Mapping { get; init; }
}

/// <summary><c>regen data inspect</c>: every key path of a JSON Lines, JSON array or Python-literal file.</summary>
public static class Inspection
{
    private const int ReportEvery = 20_000;

    /// <exception cref="RegenException">The file is missing, damaged, a folder, or holds no JSON object at all.</exception>
    public static InspectResult Run(InspectRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var reader = new RecordReader(request.File);
        var parser = new RecordParser();
        var malformed = new MalformedLines();
        var tree = new KeyTree();
        long records = 0;
        while (records < (request.Records ?? long.MaxValue) && reader.Next(out var record))
        {
            if (records++ % ReportEvery == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress?.Report(new WorkProgress("inspecting", records - 1, null, "records", reader.Share));
            }

            using var document = parser.Parse(record, out var problem);
            if (document is null)
            {
                malformed.Add(request.File, reader.Line, problem, record.Span);
                continue;
            }

            tree.Add(document.RootElement);
        }

        return Result(request.File, records, malformed, tree);
    }

    private static InspectResult Result(string file, long records, MalformedLines malformed, KeyTree tree)
    {
        if (records == malformed.Count)
        {
            throw new RegenException(
                records == 0 ? "the file is empty" : $"none of {records:N0} lines is a JSON object", file, "give a file of one JSON object a line, or one JSON array");
        }

        return new InspectResult
        {
            File = file,
            Records = records,
            MalformedLines = malformed.Count,
            FirstMalformedLines = malformed.First,
            Keys = tree.Keys(),
            FurtherKeys = tree.Further,
            Mapping = DetectMapping(file),
        };
    }

    private static string? DetectMapping(string file)
    {
        try
        {
            return MappingFiles.Detect(file).Name;
        }
        catch (RegenException)
        {
            return null; // Metadata and foreign shapes have no review mapping: an answer, not a failure.
        }
    }

    /// <summary>Counts of one key and the keys below it.</summary>
    private sealed class KeyTree
    {
        private const int MostKeys = 5000;
        private const int ExampleLength = 60;

        private readonly List<Node> nodes = [];
        private readonly Node root = new("");

        public long Further { get; private set; }

        public void Add(JsonElement record) => Take(root, record);

        public IReadOnlyList<InspectedKey> Keys()
        {
            List<InspectedKey> keys = [];
            List(root, keys);
            return keys;
        }

        private static void List(Node node, List<InspectedKey> keys)
        {
            foreach (var child in node.Children)
            {
                var around = child.IsElement ? child.Seen : node.Types.GetValueOrDefault("object");
                var values = child.Seen - child.Types.GetValueOrDefault("null");
                keys.Add(new InspectedKey(child.Path, child.Types, values, around == 0 ? 0 : 1 - ((double)values / around), child.Example));
                List(child, keys);
            }
        }

        private void Take(Node node, JsonElement value)
        {
            var type = TypeOf(value);
            node.Seen++;
            node.Types[type] = node.Types.GetValueOrDefault(type) + 1;
            if (node.Example is null && type is "string" or "number" or "boolean")
            {
                var quote = MalformedLines.Quote(JsonMarshal.GetRawUtf8Value(value));
                node.Example = quote is "\"\"" ? null : quote.Length > ExampleLength ? quote[..ExampleLength] + "..." : quote;
            }

            if (value.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in value.EnumerateObject())
                {
                    Descend(node, node.Path.Length == 0 ? property.Name : $"{node.Path}.{property.Name}", property.Value, isElement: false);
                }
            }
            else if (value.ValueKind == JsonValueKind.Array)
            {
                foreach (var element in value.EnumerateArray())
                {
                    Descend(node, node.Path + "[]", element, isElement: true);
                }
            }
        }

        private void Descend(Node parent, string path, JsonElement value, bool isElement)
        {
            if (!parent.ByPath.TryGetValue(path, out var child))
            {
                if (nodes.Count >= MostKeys)
                {
                    Further++;
                    return;
                }

                child = new Node(path) { IsElement = isElement };
                parent.ByPath.Add(path, child);
                parent.Children.Add(child);
                nodes.Add(child);
            }

            Take(child, value);
        }

        private static string TypeOf(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "list",
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => "null",
        };

        private sealed class Node(string path)
        {
            public string Path { get; } = path;

            public bool IsElement { get; init; }

            public long Seen { get; set; }

            public SortedDictionary<string, long> Types { get; } = new(StringComparer.Ordinal);

            public string? Example { get; set; }

            public Dictionary<string, Node> ByPath { get; } = new(StringComparer.Ordinal);

            public List<Node> Children { get; } = [];
        }
    }
}
