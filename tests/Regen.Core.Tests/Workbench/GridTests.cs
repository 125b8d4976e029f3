using Regen.Core.Configuration;
using Regen.Core.Data.Sample;
using Regen.Core.Domain;
using Regen.Core.Runs;
using Regen.Core.Tests.Storage;
using Regen.Core.Tests.Training;
using Regen.Core.Workbench;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Workbench;

/// <summary>A small benchmark from raw files to its records: a trained model, two counted ones, and one whose file is missing.</summary>
[Collection("torch")] // seeds, threads and the count of tensors belong to the process
public sealed class GridTests : IDisposable
{
    private const int MoreThanAnyHistory = 1000;

    private readonly TempFolder folder = new();

    public GridTests()
    {
        SampleCorpus.Write(new SampleRequest { Users = 150, Items = 120, Out = folder.File("sample") });
        var shipped = StrictYaml.Load<Experiment>(Repository.Path("experiments/baselines/popularity.v1.yaml"));
        Write(shipped with { Name = "counted" });
        Write(shipped with { Name = "listed", Model = Listed });
        Write(shipped with
        {
            Name = "trained",
            Model = TinyCorpus.Model(useCritique: false),
            Training = TinyCorpus.Training(epochs: 1, objective: "causal"),
        });
        File.WriteAllText(folder.File("grid.v1.yaml"), $$"""
            name: small
            version: 1
            question: Which?
            shown: [1, {{MoreThanAnyHistory}}]
            sets:
              sample:
                orders: [given]
                shuffled: none.txt
                experiments: experiments
                shortcut_texts: {encoder: hashed, max_tokens: 32}
                reference: trained.v1
                rows:
                  - {name: trained.v1, label: Trained}
                  - {name: missing.v1, label: Missing}
                  - {name: counted.v1, label: Counted}
                  - {name: listed.v1, label: Listed}
            """);
    }

    private static TghConfig Listed => new()
    {
        Last = new RingSizes { First = 7, Second = 2, Rest = 1 },
        CountWeight = 0.5,
        Fill = "random",
        Text = new TghTextConfig { Encoder = "hashed", MaxTokens = 32 },
    };

    [Fact]
    public void A_failed_cell_does_not_stop_the_others_and_finished_ones_are_read()
    {
        var first = Run();
        var second = Run();

        Assert.Equal(["trained.v1", "missing.v1", "counted.v1", "listed.v1"], first.Select(outcome => outcome.Cell.Row.Name));
        Assert.Equal(["missing.v1"], first.Where(outcome => outcome.Failure is not null).Select(outcome => outcome.Cell.Row.Name));
        Assert.All(first.Where(outcome => outcome.Result is not null), outcome => Assert.True(outcome.Result!.IsFresh));
        Assert.All(second.Where(outcome => outcome.Result is not null), outcome => Assert.False(outcome.Result!.IsFresh));
        Assert.Equal("trained.v1", BenchmarkPlan.Read(folder.File("runs"))!.Sets.Single().Reference);
        var shortcuts = Assert.Single(ShortcutRecord.ReadAll(folder.File("runs")));
        Assert.True(shortcuts.MeanOutDegree >= 1 && shortcuts.ConsecutiveCosine > shortcuts.RandomCosine);
    }

    [Fact]
    public void Shown_everything_a_run_reaches_what_it_reached_and_shown_one_item_something_else()
    {
        foreach (var outcome in Run().Where(outcome => outcome.Result is not null))
        {
            var shown = RunStore.Open(outcome.Result!.Folder).ReadShown()!;

            Assert.Equal([1, MoreThanAnyHistory], shown.Parts.Select(part => part.Items));
            Assert.All(shown.Parts[1].Metrics, result => Assert.Equal(Recorded(outcome.Result.Record, result), result.Value, 1e-12));
            if (outcome.Cell.Row.Name == "trained.v1")
            {
                Assert.Contains(shown.Parts[0].Metrics, result => Recorded(outcome.Result.Record, result) != result.Value);
            }
        }
    }

    [Fact]
    public void Only_what_is_named_runs_and_strangers_are_refused()
    {
        Assert.Equal(["counted.v1"], Run("counted.v1", "given").Select(outcome => outcome.Cell.Row.Name));
        Assert.Contains("'shuffled'", Assert.Throws<RegenException>(() => Run("shuffled")).What, StringComparison.Ordinal);
        Assert.Contains("'toys'", Assert.Throws<RegenException>(() => Grid.Run(Request() with { Data = new Dictionary<string, string> { ["toys"] = folder.File("sample") } })).What, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static double Recorded(RunRecord record, MetricResult shown) =>
        record.Metrics.Single(result => result.Metric == shown.Metric && result.Column == shown.Column && result.Slice == shown.Slice).Value;

    private IReadOnlyList<GridOutcome> Run(params string[] only) =>
        Grid.Run(Request() with { Only = only.Length == 0 ? null : only }, null, TestContext.Current.CancellationToken);

    private GridRequest Request() => new()
    {
        File = folder.File("grid.v1.yaml"),
        Data = new Dictionary<string, string> { ["sample"] = folder.File("sample") },
        Out = folder.File("runs"),
        Cache = folder.File("cache"),
        Threads = 1,
    };

    private void Write(Experiment experiment)
    {
        Directory.CreateDirectory(folder.File("experiments"));
        File.WriteAllText(folder.File($"experiments/{experiment.Name}.v{experiment.Version}.yaml"), StrictYaml.Write(experiment));
    }
}
