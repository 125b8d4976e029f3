using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Regen.Core.Configuration;

/// <summary>
/// Turns a YAML text into nodes, and collects what a configuration may not hold: anchors, aliases, tags, further documents,
/// keys that are not words, and a key that stands twice.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestLevel = 64;

    private readonly Parser parser;
    private readonly List<ConfigProblem> problems;

    private YamlReader(string text, List<ConfigProblem> problems)
    {
        parser = new Parser(new StringReader(text));
        this.problems = problems;
    }

    /// <returns>The root, or null where the text is empty or is no YAML; then <paramref name="problems"/> says why.</returns>
    public static YamlNode? Read(string text, List<ConfigProblem> problems)
    {
        try
        {
            return new YamlReader(text, problems).ReadDocument();
        }
        catch (YamlException error)
        {
            problems.Add(new ConfigProblem(
                "", (int)error.Start.Line, (int)error.Start.Column, $"this is not YAML ({Reason(error)})", "check quotes, colons and indentation around here"));
            return null;
        }
    }

    private static string Reason(YamlException error) => error.Message[(error.Message.LastIndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('.');

    private YamlNode? ReadDocument()
    {
        YamlNode? root = null;
        var documents = 0;
        while (parser.MoveNext())
        {
            if (parser.Current is DocumentStart start && ++documents == 2)
            {
                Refuse("", start.Start, "a second document begins here", "keep one document in a file");
                break;
            }

            if (parser.Current is NodeEvent or AnchorAlias)
            {
                root = ReadNode("", 0);
            }
        }

        if (root is null || (root is YamlWord { IsNull: true } && problems.Count == 0))
        {
            problems.Add(new ConfigProblem("", 1, 1, "the file is empty", "write the keys into it, or copy one from experiments/"));
            return null;
        }

        return root;
    }

    private YamlNode ReadNode(string key, int depth)
    {
        var found = parser.Current!;
        RefuseShorthand(key, found);
        if (depth > DeepestLevel)
        {
            throw new YamlException(found.Start, found.End, $"more than {DeepestLevel} levels of nesting");
        }

        var (line, column) = ((int)found.Start.Line, (int)found.Start.Column);
        return found switch
        {
            MappingStart => new YamlMap(ReadEntries(key, depth), line, column),
            SequenceStart => new YamlList(ReadItems(key, depth), line, column),
            Scalar scalar => new YamlWord(scalar.Value, scalar.Style == ScalarStyle.Plain, line, column),
            _ => new YamlWord("", true, line, column),
        };
    }

    private void RefuseShorthand(string key, ParsingEvent found)
    {
        if (found is AnchorAlias)
        {
            Refuse(key, found.Start, "aliases (*name) are not used here", "write the value out");
        }
        else if (found is NodeEvent { Anchor.IsEmpty: false })
        {
            Refuse(key, found.Start, "anchors (&name) are not used here", "write the value out wherever it is needed");
        }
        else if (found is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            Refuse(key, found.Start, $"tags ({tagged.Tag.Value}) are not used here", "leave it out; the key decides the type");
        }
    }

    private List<YamlEntry> ReadEntries(string parent, int depth)
    {
        List<YamlEntry> entries = [];
        Dictionary<string, int> lines = [];
        while (Next() is not MappingEnd)
        {
            var node = ReadNode(parent, depth + 1);
            var name = (node as YamlWord)?.Text ?? "";
            var key = parent.Length == 0 ? name : $"{parent}.{name}";
            Next();
            var value = ReadNode(key, depth + 1);
            if (node is not YamlWord word)
            {
                problems.Add(new ConfigProblem(parent, node.Line, node.Column, $"{node.Noun} stands where a key is expected", "write one word before the colon"));
            }
            else if (!lines.TryAdd(name, node.Line))
            {
                problems.Add(new ConfigProblem(key, node.Line, node.Column, $"the key stands here a second time (first in line {lines[name]})", "keep one of the two"));
            }
            else
            {
                entries.Add(new YamlEntry(word, value));
            }
        }

        return entries;
    }

    private List<YamlNode> ReadItems(string parent, int depth)
    {
        List<YamlNode> items = [];
        while (Next() is not SequenceEnd)
        {
            items.Add(ReadNode($"{parent}[{items.Count}]", depth + 1));
        }

        return items;
    }

    private ParsingEvent Next()
    {
        parser.MoveNext();
        return parser.Current!;
    }

    private void Refuse(string key, Mark at, string what, string fix) =>
        problems.Add(new ConfigProblem(key, (int)at.Line, (int)at.Column, what, fix));
}
