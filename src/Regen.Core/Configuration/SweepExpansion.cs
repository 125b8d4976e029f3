using System.Security.Cryptography;
using System.Text;

namespace Regen.Core.Configuration;

/// <summary>Expands a sweep file into complete, sound experiments with names that depend on nothing but the settings.</summary>
internal sealed class SweepExpansion
{
    private const int LongestName = 120;

    private readonly SweepFile sweep;
    private readonly YamlPath vary;
    private readonly Experiment origin;
    private readonly YamlNode tree;
    private readonly List<ConfigProblem> problems = [];

    private SweepExpansion(string file)
    {
        (sweep, var root) = StrictYaml.LoadWithRoot<SweepFile>(file);
        vary = root.Child("vary");
        origin = StrictYaml.Load<Experiment>(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, sweep.Base));
        tree = YamlReader.Read(StrictYaml.Write(origin), [])!;
    }

    public static IReadOnlyList<SweepPoint> Of(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var expansion = new SweepExpansion(file);
        SweepPoint[] points = [.. expansion.Points()];
        return expansion.problems.Count == 0 ? points : throw new ConfigException(file, [.. expansion.problems.Distinct()]);
    }

    private IEnumerable<SweepPoint> Points()
    {
        List<KeyValuePair<string, string>[]> settings = [[]];
        foreach (var (key, axis) in sweep.Vary)
        {
            var values = ValuesOf(key, axis);
            if ((long)settings.Count * values.Length * sweep.Seeds.Length > SweepFile.MostPoints)
            {
                problems.Add(vary.Problem($"the sweep has more than {SweepFile.MostPoints:N0} points", "give fewer values or steps"));
                return [];
            }

            settings = [.. settings.SelectMany(_ => values, (before, value) => (KeyValuePair<string, string>[])[.. before, new(key, value)])];
        }

        return problems.Count > 0 ? [] : settings.SelectMany(Points);
    }

    private string[] ValuesOf(string key, SweepAxis axis)
    {
        if (ConfigShape.Find(origin, key) is { } slot && ScalarValue.IsScalar(slot.Type) && key is not ("name" or "version"))
        {
            return SweepValues.Of(axis, slot);
        }

        problems.Add(vary.Child(key).Problem("the base has no such value", NearestWord.Of(key, ConfigShape.ScalarKeysOf(origin)) is { } near ? $"did you mean '{near}'?" : "name a number, word or truth value by its dotted key, as model.width"));
        return [];
    }

    private IEnumerable<SweepPoint> Points(KeyValuePair<string, string>[] settings)
    {
        var name = NameOf(settings);
        var changed = settings.Append(new("name", name)).Aggregate(tree, static (node, setting) => Replace(node, setting.Key.Split('.'), setting.Value));
        List<ConfigProblem> found = [];
        var bound = new ConfigBinder(found).Bind(new ConfigSlot(typeof(Experiment), false, null, null), changed, YamlPath.Root(changed));
        if (bound is not Experiment experiment || found.Count > 0)
        {
            problems.AddRange(found.Select(problem => Translate(problem, settings)));
            return [];
        }

        return sweep.Seeds.Select(seed => new SweepPoint(name, settings, experiment, $"{name}.v{origin.Version}.yaml", seed));
    }

    // A value that its key refuses is the fault of the axis; what only the combination breaks is the fault of the sweep.
    private ConfigProblem Translate(ConfigProblem problem, KeyValuePair<string, string>[] settings)
    {
        var isAlone = settings.Length == 1 && settings[0].Key == problem.Key;
        var isRefusedValue = settings.Any(setting => setting.Key == problem.Key && problem.What.Contains(setting.Value, StringComparison.Ordinal));
        return isAlone || isRefusedValue
            ? vary.Child(problem.Key).Problem(problem.What, problem.Fix)
            : vary.Problem($"with {string.Join(", ", settings.Select(static setting => $"{setting.Key} {setting.Value}"))}, {problem.Key}: {problem.What}", problem.Fix);
    }

    private string NameOf(KeyValuePair<string, string>[] settings)
    {
        var isShort = settings.Select(static setting => LastPart(setting.Key)).Distinct().Count() == settings.Length;
        var parts = settings.Select(setting => $"{(isShort ? LastPart(setting.Key) : setting.Key)}-{setting.Value}");
        var name = string.Concat(string.Join('-', parts.Prepend(origin.Name)).Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
        var isFaithful = name.Length <= LongestName && settings.All(static setting => setting.Value.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'));
        return isFaithful ? name : $"{name[..Math.Min(name.Length, LongestName - 9)]}-{Fingerprint(settings)}";
    }

    private static string Fingerprint(KeyValuePair<string, string>[] settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', settings.Select(static setting => $"{setting.Key}={setting.Value}")))))[..8];

    private static string LastPart(string key) => key[(key.LastIndexOf('.') + 1)..];

    private static YamlNode Replace(YamlNode node, ReadOnlySpan<string> path, string value)
    {
        if (path.IsEmpty)
        {
            return new YamlWord(value, true, node.Line, node.Column);
        }

        var map = (YamlMap)node;
        List<YamlEntry> entries = [.. map.Entries];
        var name = path[0];
        var index = entries.FindIndex(entry => entry.Key.Text == name);
        entries[index] = entries[index] with { Value = Replace(entries[index].Value, path[1..], value) };
        return map with { Entries = entries };
    }
}
