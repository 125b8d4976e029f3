using Regen.Core.Storage;

namespace Regen.Core.Runs;

/// <summary>Ranks and lists as the columns of their Parquet files.</summary>
internal static class RankColumns
{
    private static readonly string[] RankNames =
        ["user", "target", "history_length", "rank_kept", "rank_removed", "is_critiqued", "is_same_day", "target_popularity"];

    private static readonly string[] ListNames = ["user", "rank", "item", "score"];

    public static ParquetColumn[] Of(IReadOnlyList<UserRank> ranks) =>
    [
        new(RankNames[0], ranks.Select(static rank => rank.User).ToArray()),
        new(RankNames[1], ranks.Select(static rank => rank.Target).ToArray()),
        new(RankNames[2], ranks.Select(static rank => rank.HistoryLength).ToArray()),
        new(RankNames[3], ranks.Select(static rank => rank.RankKept).ToArray()),
        new(RankNames[4], ranks.Select(static rank => rank.RankRemoved).ToArray()),
        new(RankNames[5], ranks.Select(static rank => rank.IsCritiqued).ToArray()),
        new(RankNames[6], ranks.Select(static rank => rank.IsSameDay).ToArray()),
        new(RankNames[7], ranks.Select(static rank => rank.TargetPopularity).ToArray()),
    ];

    public static ParquetColumn[] Of(IReadOnlyList<RankedItem> list) =>
    [
        new(ListNames[0], list.Select(static row => row.User).ToArray()),
        new(ListNames[1], list.Select(static row => row.Rank).ToArray()),
        new(ListNames[2], list.Select(static row => row.Item).ToArray()),
        new(ListNames[3], list.Select(static row => row.Score).ToArray()),
    ];

    public static UserRank[] ReadRanks(string file)
    {
        var table = ParquetFile.Read(file, RankNames);
        var (users, targets, lengths) = (table.Ints(RankNames[0]), table.Ints(RankNames[1]), table.Ints(RankNames[2]));
        var (kept, removed) = (table.Ints(RankNames[3]), table.Ints(RankNames[4]));
        var (isCritiqued, isSameDay, popularity) = (table.Bools(RankNames[5]), table.Bools(RankNames[6]), table.Ints(RankNames[7]));
        var ranks = new UserRank[table.RowCount];
        for (var row = 0; row < ranks.Length; row++)
        {
            ranks[row] = new UserRank(users[row], targets[row], lengths[row], kept[row], removed[row], isCritiqued[row], isSameDay[row], popularity[row]);
        }

        return ranks;
    }

    public static RankedItem[] ReadList(string file)
    {
        var table = ParquetFile.Read(file, ListNames);
        var (users, ranks, items, scores) = (table.Ints(ListNames[0]), table.Ints(ListNames[1]), table.Ints(ListNames[2]), table.Floats(ListNames[3]));
        return [.. Enumerable.Range(0, table.RowCount).Select(row => new RankedItem(users[row], ranks[row], items[row], scores[row]))];
    }
}
