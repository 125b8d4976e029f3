using Regen.Core.Runs;

namespace Regen.Core.Tests.Runs;

/// <summary>Whole but tiny run records, and the files around them.</summary>
internal static class SmallRuns
{
    public const string Experiment = "name: history\nversion: 1\nmodel:\n  width: 64\n  dropout: 0.2\nevaluation:\n  cutoffs: [1, 10]\n";

    public static DataStatistics Statistics { get; } = new()
    {
        Users = 4,
        Items = 9,
        Interactions = 30,
        Pairs = 26,
        EligiblePairs = 5,
        DistinctEligiblePairs = 4,
        EligibleSameWholePath = 2,
        EligibleLastPairs = 1,
        EligibleLastPairsSameWholePath = 1,
        PairShareByLevels = [1, 0.9, 0.5, 0.2, 0.1, 0],
        CritiquedPairs = 5,
        LengthQuantiles = [5, 6, 7, 8, 9, 9],
        TiedPairs = 3,
        TiedLastPairs = 1,
        Repeats = 0,
        ItemsByDepth = [0, 1, 2, 6],
        ItemsWithTitle = 9,
        ItemsWithDescription = 7,
        ItemsWithBrand = 8,
        ItemsWithPrice = 0,
    };

    public static UserRank[] Ranks { get; } =
    [
        new(0, 7, 5, 1, 1, true, false, 12),
        new(1, 3, 6, 11, 4, false, true, 0),
        new(2, 8, 4, 2, 2, false, false, 3),
        new(3, 1, 8, 40, 33, true, true, 1),
    ];

    public static RunRecord Record { get; } = new()
    {
        Name = "flare.history.v1",
        Model = "flare",
        Condition = "history",
        ExperimentSha256 = new string('a', 64),
        Data = "sample",
        DataSha256 = new string('b', 64),
        CatalogueSha256 = new string('c', 64),
        IsSynthetic = true,
        Order = "file",
        Split = "leave_one_out",
        Seed = 1,
        Commit = "unknown",
        Hardware = "a processor, 2 cores, 8 GiB",
        Device = "cpu",
        Threads = 2,
        Precision = "fp32",
        Versions = new Dictionary<string, string> { ["regen"] = "0.1.0", ["dotnet"] = "10.0.0" },
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        WallClockSeconds = 12.5,
        Parameters = 1234,
        Epochs = 3,
        BestEpoch = 2,
        SecondsPerEpoch = 4.1,
        BestValidation = 0.125,
        Metrics =
        [
            new("recall@10", "kept", "all", 4, 0.5, "recall|k:10|v:1"),
            new("mrr", "removed", "critiqued", 2, 0.515, "mrr|v:1"),
            new("ndcg@10", "kept", "popularity:low", 2, 0.25, "ndcg|k:10|v:1"),
            new("coverage@10", "kept", "all", 4, 0.75, "coverage|k:10|v:1"),
        ],
    };

    /// <summary>A finished run in a folder.</summary>
    public static RunFolder Finish(string path, RunRecord? record = null, UserRank[]? ranks = null, string experiment = Experiment)
    {
        var run = RunStore.Create(path, experiment, Statistics);
        run.WriteRanks(ranks ?? Ranks);
        run.WriteRecord(record ?? Record);
        return run;
    }
}
