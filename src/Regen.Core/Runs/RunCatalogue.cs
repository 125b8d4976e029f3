using Regen.Core.Domain;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Regen.Core.Runs;

/// <summary>One setting of an experiment by its dotted key ("model.width").</summary>
public sealed record RunSetting(string Key, string Value);

/// <summary>One run in full.</summary>
/// <param name="Record">Null unless the run is finished.</param>
/// <param name="Statistics">Null where data.json cannot be read.</param>
/// <param name="LastEvent">The last event of the training, or null.</param>
/// <param name="Problems">What could not be read, in words.</param>
public sealed record RunDetails(
    RunFolder Folder,
    RunState State,
    RunRecord? Record,
    DataStatistics? Statistics,
    IReadOnlyList<RunSetting> Settings,
    RunEvent? LastEvent,
    IReadOnlyList<string> Problems);

/// <summary>Something that two runs do not share.</summary>
/// <param name="Left">Value in the first run, or null where it has none.</param>
/// <param name="Right">Value in the second run, or null where it has none.</param>
public sealed record RunDifference(string Key, string? Left, string? Right);

/// <summary>One metric of two runs.</summary>
/// <param name="SharedUsers">Users that both runs ranked for the same target, of this slice; 0 where that is unknown.</param>
/// <param name="PairedDifference">Mean over the shared users of the second run's score minus the first's; null without shared users.</param>
public sealed record MetricDifference(string Metric, string Column, string Slice, double Left, double Right, int SharedUsers, double? PairedDifference);

/// <summary>Two runs side by side: what went in differently, where it ran differently, what came out.</summary>
/// <param name="Settings">Keys of the experiment with different values.</param>
/// <param name="Circumstances">Data, order, seed, code, machine: only where they differ.</param>
/// <param name="Metrics">Metrics that both runs have, in the order of the first.</param>
/// <param name="Note">Why users could not be paired, or null.</param>
public sealed record RunComparison(
    RunRecord Left,
    RunRecord Right,
    IReadOnlyList<RunDifference> Settings,
    IReadOnlyList<RunDifference> Circumstances,
    IReadOnlyList<MetricDifference> Metrics,
    string? Note);

/// <summary>Looks at runs: lists them, shows one, compares two.</summary>
public static class RunCatalogue
{
    /// <summary>All runs in a folder and below it, damaged ones included.</summary>
    /// <exception cref="RegenException">There is no such folder.</exception>
    public static IReadOnlyList<RunEntry> List(string root) => RunStore.List(root);

    /// <summary>One run in full; what cannot be read is said in <see cref="RunDetails.Problems"/>.</summary>
    /// <exception cref="RegenException">There is no run at this path.</exception>
    public static RunDetails Show(string path)
    {
        var run = RunStore.Open(path);
        List<string> problems = [];
        var record = run.IsFinished ? Try(run.ReadRecord, problems) : null;
        var statistics = Try(run.ReadStatistics, problems);
        var settings = Try(() => Settings(run), problems) ?? [];
        var events = Try(() => EventLog.Read(run.EventsFile), problems) ?? [];
        var state = record is null && run.IsFinished ? RunState.Damaged : run.IsFinished ? RunState.Finished : RunState.Unfinished;
        return new RunDetails(run, state, record, statistics, settings, events.Count == 0 ? null : events[^1], problems);
    }

    /// <summary>Compares two finished runs; metrics are paired over the users that both ranked.</summary>
    /// <exception cref="RegenException">A run is missing, unfinished or damaged.</exception>
    public static RunComparison Diff(string leftPath, string rightPath)
    {
        var (left, right) = (RunStore.Open(leftPath), RunStore.Open(rightPath));
        var (leftRecord, rightRecord) = (left.ReadRecord(), right.ReadRecord());
        var note = leftRecord.DataSha256 == rightRecord.DataSha256 ? null
            : "the two runs stand on different corpora: users are not paired";
        return new RunComparison(
            leftRecord,
            rightRecord,
            Differences(Settings(left), Settings(right)),
            Differences(Circumstances(leftRecord), Circumstances(rightRecord)),
            PairedRanks.Compare(leftRecord, rightRecord, note is null ? new PairedRanks(left.ReadRanks(), right.ReadRanks()) : null),
            note);
    }

    private static T? Try<T>(Func<T> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (RegenException problem)
        {
            problems.Add(problem.What);
            return null;
        }
    }

    private static RunDifference[] Differences(IReadOnlyList<RunSetting> left, IReadOnlyList<RunSetting> right) =>
    [
        .. left.Concat(right)
            .Select(static setting => setting.Key)
            .Distinct()
            .Select(key => new RunDifference(key, Find(left, key), Find(right, key)))
            .Where(static difference => difference.Left != difference.Right),
    ];

    private static string? Find(IReadOnlyList<RunSetting> settings, string key) => settings.FirstOrDefault(setting => setting.Key == key)?.Value;

    private static List<RunSetting> Circumstances(RunRecord record) =>
    [
        new("data", record.Data),
        new("data_sha256", record.DataSha256),
        new("catalogue_sha256", record.CatalogueSha256),
        new("order", record.Order),
        new("split", record.Split),
        new("seed", $"{record.Seed}"),
        new("commit", record.Commit),
        new("hardware", record.Hardware),
        new("device", record.Device),
        new("threads", $"{record.Threads}"),
        new("precision", record.Precision),
        .. record.Versions.Select(static version => new RunSetting($"versions.{version.Key}", version.Value)),
    ];

    private static List<RunSetting> Settings(RunFolder run)
    {
        var text = run.ReadExperiment();
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return [.. yaml.Documents.SelectMany(static document => Flatten("", document.RootNode))];
        }
        catch (YamlException error)
        {
            throw new RegenException($"experiment.yaml is damaged: {error.Message}", run.ExperimentFile, "put back the file that the run was started with", error);
        }
    }

    private static IEnumerable<RunSetting> Flatten(string key, YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(child => Flatten(key.Length == 0 ? $"{child.Key}" : $"{key}.{child.Key}", child.Value)),
        YamlSequenceNode list when list.Children.All(static item => item is YamlScalarNode) => [new RunSetting(key, $"[{string.Join(", ", list.Children)}]")],
        YamlSequenceNode list => list.Children.SelectMany((item, index) => Flatten($"{key}[{index}]", item)),
        _ => [new RunSetting(key, node.ToString())],
    };
}
