using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Regen.Core.Data;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Storage;
using Regen.Core.Training;

namespace Regen.Core.Workbench;

/// <summary>
/// An evaluation in slices that other processes or machines rank: each leaves its ranks and lists below the run's folder
/// (<c>shards/PART.MODE/2-of-4</c>), and merged they are what one process would have found.
/// </summary>
internal sealed partial class EvaluationShards
{
    private const string RecordFile = "shard.json";

    private readonly string folder;
    private readonly RankShard own;
    private readonly EvaluationCase[] cases;

    /// <param name="run">Whose weights rank.</param>
    /// <param name="request">Part, mode, and perhaps a shard "I/N".</param>
    /// <param name="data">The corpus.</param>
    /// <param name="batch">Users ranked at once.</param>
    /// <param name="cases">The whole part.</param>
    /// <exception cref="RegenException">The shard is not I/N with 1 &lt;= I &lt;= N &lt;= batches.</exception>
    public EvaluationShards(RunFolder run, EvaluateRequest request, PreparedData data, int batch, EvaluationCase[] cases)
    {
        this.cases = cases;
        folder = Path.Combine(run.Path, "shards", $"{request.Part}.{request.Critiques}");
        var (shard, of) = request.Shard is { } text ? Parse(text, (cases.Length + batch - 1) / batch) : (1, 1);
        own = new RankShard
        {
            Part = request.Part,
            Critiques = request.Critiques,
            Batch = batch,
            Users = cases.Length,
            WeightsSha256 = SourceFile.Sha256(run.WeightsFile),
            DataSha256 = data.Sha256,
            CatalogueSha256 = data.CatalogueSha256,
            Shard = shard,
            Of = of,
        };
    }

    /// <summary>The cases to rank here: a slice of whole batches, or all of them without a shard.</summary>
    public EvaluationCase[] Own => Slice(own.Shard, own.Of);

    /// <summary>Leaves the ranked slice in the run's folder; its record comes last.</summary>
    public void Write(RankedPart part)
    {
        var place = PathOf(own.Shard, own.Of);
        var record = Path.Combine(place, RecordFile);
        Directory.CreateDirectory(place);
        File.Delete(record);
        ParquetFile.Write(Path.Combine(place, "ranks.parquet"), RankColumns.Of(part.Ranks));
        ParquetFile.Write(Path.Combine(place, "kept.parquet"), RankColumns.Of(Rows(part.Ranks, part.TopKept)));
        ParquetFile.Write(Path.Combine(place, "removed.parquet"), RankColumns.Of(Rows(part.Ranks, part.TopRemoved)));
        WholeFile.Write(record, JsonSerializer.Serialize(own, RunJson.Pretty) + "\n");
    }

    /// <summary>All slices as one ranked part, in the order of the cases.</summary>
    /// <exception cref="RegenException">A slice is missing, doubled, or of other weights, corpus or settings; the message names them all.</exception>
    public RankedPart Merge()
    {
        var found = Find();
        List<string> problems = [.. found.SelectMany(shard => own.Differences(shard).Select(difference => $"{shard.Shard}-of-{shard.Of}: {difference}"))];
        int[] counts = [.. found.Select(shard => shard.Of).Distinct().Order()];
        if (counts.Length > 1)
        {
            problems.Add($"slices of {string.Join(" and of ", counts)} lie beside each other and overlap");
        }

        problems.AddRange(from of in counts
                          from shard in Enumerable.Range(1, of)
                          where !found.Any(one => one.Shard == shard && one.Of == of)
                          select $"{shard}-of-{of} is missing");
        if (problems.Count > 0 || found.Count == 0)
        {
            throw new RegenException(
                found.Count == 0 ? "No shard has been ranked." : $"The shards cannot be merged: {string.Join("; ", problems)}.",
                folder,
                "Rank each slice with --shard I/N, the same N, weights and corpus; delete the folders of others.");
        }

        RankedPart[] parts = [.. found.OrderBy(shard => shard.Shard).Select(Read)];
        return new RankedPart([.. parts.SelectMany(part => part.Ranks)], [.. parts.SelectMany(part => part.TopKept)], [.. parts.SelectMany(part => part.TopRemoved)]);
    }

    private static (int Shard, int Of) Parse(string text, int batches)
    {
        var match = Fraction().Match(text);
        var (shard, of) = match.Success ? (Number(match, 1), Number(match, 2)) : (0, 0);
        return shard >= 1 && shard <= of && of <= batches
            ? (shard, of)
            : throw new RegenException($"'{text}' is no shard of {batches:N0} batches.", "--shard", $"Give I/N with 1 <= I <= N <= {batches}, such as 1/{Math.Min(4, batches)}.");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static RankedItem[] Rows(UserRank[] ranks, TopItems[] lists) =>
        [.. lists.Zip(ranks).SelectMany(pair => pair.First.Items.Select((item, i) => new RankedItem(pair.Second.User, i + 1, item, pair.First.Scores[i])))];

    // The rows of one user stand together; a user who has seen nearly everything may have none.
    private static TopItems[] Lists(UserRank[] ranks, RankedItem[] rows)
    {
        var lists = new TopItems[ranks.Length];
        var at = 0;
        for (var user = 0; user < ranks.Length; user++)
        {
            var start = at;
            while (at < rows.Length && rows[at].User == ranks[user].User && rows[at].Rank == at - start + 1)
            {
                at++;
            }

            lists[user] = new TopItems([.. rows[start..at].Select(row => row.Item)], [.. rows[start..at].Select(row => row.Score)]);
        }

        return lists;
    }

    private EvaluationCase[] Slice(int shard, int of)
    {
        long batches = (cases.Length + own.Batch - 1) / own.Batch;
        int Start(int index) => (int)Math.Min(cases.Length, batches * index / of * own.Batch);
        return cases[Start(shard - 1)..Start(shard)];
    }

    private string PathOf(int shard, int of) => Path.Combine(folder, $"{shard}-of-{of}");

    private List<RankShard> Find() => Directory.Exists(folder)
        ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(place => Path.Combine(place, RecordFile)).Where(File.Exists).Select(file => RunJson.Read<RankShard>(file, "rank this shard again"))]
        : [];

    private RankedPart Read(RankShard shard)
    {
        var place = PathOf(shard.Shard, shard.Of);
        var ranks = RankColumns.ReadRanks(Path.Combine(place, "ranks.parquet"));
        return ranks.Select(rank => rank.User).SequenceEqual(Slice(shard.Shard, shard.Of).Select(one => one.User))
            ? new RankedPart(ranks, Lists(ranks, RankColumns.ReadList(Path.Combine(place, "kept.parquet"))), Lists(ranks, RankColumns.ReadList(Path.Combine(place, "removed.parquet"))))
            : throw new RegenException("The shard holds other users than its number says.", place, "Rank this shard again.");
    }

    [GeneratedRegex(@"\A([0-9]{1,6})/([0-9]{1,6})\z")]
    private static partial Regex Fraction();
}
