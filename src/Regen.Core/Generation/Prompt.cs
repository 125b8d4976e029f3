using System.Text.Json;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>
/// A prompt: a text file of sections, each begun by a line "=== name": system, task, examples (may be missing), data, answer and
/// schema. Lines before the first section are comments. Holes are written {{name}}. A request's system text is the section system;
/// its user text is task, examples, data and answer, an empty line between them; schema is the answer's JSON schema.
/// </summary>
public sealed class Prompt
{
    private static readonly string[] Sections = ["system", "task", "examples", "data", "answer", "schema"];
    private static readonly string[] UserSections = ["task", "examples", "data", "answer"];

    private readonly IReadOnlyDictionary<string, PromptTemplate> sections;

    private Prompt(string name, string sha256, IReadOnlyDictionary<string, PromptTemplate> sections) => (Name, Sha256, this.sections) = (name, sha256, sections);

    /// <summary>Name and version ("critique.v1").</summary>
    public string Name { get; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>As requests and records name it.</summary>
    public string Identity => $"{Name} {Sha256}";

    internal static (Prompt Prompt, IReadOnlyList<string> Problems) Parse(string name, string sha256, string text, PromptShape shape)
    {
        List<string> problems = [];
        Dictionary<string, PromptTemplate> sections = [];
        foreach (var (section, body) in Split(text, problems))
        {
            var (template, faults) = PromptTemplate.Parse(body);
            problems.AddRange(faults.Select(fault => $"section {section}: {fault}"));
            problems.AddRange(template.Holes.Where(hole => !shape.Knows(hole)).Distinct().Select(hole => $"section {section}: no hole is called '{hole}'; there are {shape}"));
            if (!sections.TryAdd(section, template))
            {
                problems.Add($"section {section} stands twice");
            }
        }

        problems.AddRange(Sections.Where(section => section != "examples" && !sections.ContainsKey(section)).Select(section => $"section {section} is missing"));
        var holes = sections.Values.SelectMany(template => template.Holes).ToHashSet();
        problems.AddRange(shape.Needed.Where(hole => !holes.Contains(hole)).Select(hole => $"the hole {{{{{hole}}}}} is missing"));
        return (new Prompt(name, sha256, sections), problems);
    }

    /// <summary>Whether some section has this hole.</summary>
    internal bool Has(string hole) => sections.Values.Any(template => template.Holes.Contains(hole));

    /// <summary>The request with everything filled in; place, draw and limit are the caller's.</summary>
    internal ModelRequest Fill(string place, string schema, IReadOnlyDictionary<string, string> values) => new()
    {
        Place = place,
        Prompt = Identity,
        System = sections["system"].Fill(values),
        User = string.Join("\n\n", UserSections.Where(sections.ContainsKey).Select(section => sections[section].Fill(values))),
        Schema = schema,
        SchemaName = Name.Split('.')[0].Replace('-', '_'),
    };

    /// <summary>The schema on one line, with its holes filled.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal string Schema(IReadOnlyDictionary<string, string> values)
    {
        using var document = JsonDocument.Parse(sections["schema"].Fill(values));
        return JsonSerializer.Serialize(document.RootElement);
    }

    private static IEnumerable<(string Name, string Body)> Split(string text, List<string> problems)
    {
        string? section = null;
        List<string> lines = [];
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append("=== "))
        {
            if (!line.StartsWith("===", StringComparison.Ordinal))
            {
                lines.Add(line);
                continue;
            }

            if (section is not null)
            {
                yield return (section, string.Join('\n', lines).Trim('\n'));
            }

            section = line[3..].Trim();
            lines.Clear();
            if (section.Length > 0 && !Sections.Contains(section))
            {
                problems.Add($"no section is called '{section}'; there are {string.Join(", ", Sections)}");
            }
        }
    }
}

/// <summary>Which holes a prompt of some purpose has.</summary>
/// <param name="Needed">Must be there.</param>
/// <param name="Possible">May be there.</param>
internal sealed record PromptShape(IReadOnlyList<string> Needed, IReadOnlyList<string> Possible)
{
    public bool Knows(string hole) => Needed.Contains(hole) || Possible.Contains(hole);

    public override string ToString() => string.Join(", ", Needed.Concat(Possible));
}
