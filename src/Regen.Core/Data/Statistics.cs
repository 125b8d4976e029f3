using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Data;

/// <summary>A row of the paper's Table 4.</summary>
/// <param name="InteractionsPerUser">Its column "I/U".</param>
public sealed record PaperCorpus(string Name, int Users, int Items, double InteractionsPerUser);

/// <summary>Which corpus to describe.</summary>
public sealed record StatisticsRequest
{
    /// <summary>A prepared corpus, or a folder of raw files.</summary>
    public required string Data { get; init; }

    public PrepareConfig Config { get; init; } = CalRec.Default;

    /// <summary>Order of equal timestamps.</summary>
    public string Order { get; init; } = "file";

    /// <summary>Where raw files are prepared into.</summary>
    public required string Cache { get; init; }
}

/// <summary>A described corpus: its figures, and the corpus itself for whoever goes on to count baselines.</summary>
public sealed record StatisticsResult(PreparedData Data, Manifest Manifest, DataStatistics Statistics);

/// <summary><c>regen data stats</c>: what decides how hard a corpus is.</summary>
public static class Statistics
{
    /// <summary>Table 4 of the paper: the corpora after CALRec's preparation.</summary>
    public static IReadOnlyList<PaperCorpus> PaperTable4 { get; } =
    [
        new("Office Products (paper)", 89_489, 27_887, 7.86),
        new("Clothing, Shoes and Jewelry (paper)", 1_168_735, 376_847, 9.21),
    ];

    /// <summary>A prepared folder is described as it was prepared; raw files are prepared first.</summary>
    /// <exception cref="RegenException">The data cannot be opened or prepared.</exception>
    public static StatisticsResult Run(StatisticsRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var data = Directory.Exists(request.Data) && Manifest.TryRead(request.Data) is not null
            ? PreparedStore.Open(request.Data)
            : PreparedStore.OpenOrPrepare(request.Data, request.Config, request.Order, request.Cache, progress, stop);
        return new StatisticsResult(data, Manifest.TryRead(data.Folder)!, data.Statistics);
    }
}
