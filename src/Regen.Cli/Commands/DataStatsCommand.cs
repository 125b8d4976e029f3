using System.CommandLine;
using System.Globalization;
using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Runs;

namespace Regen.Cli.Commands;

/// <summary><c>regen data stats</c>: Table 4's row, and what decides how hard a corpus is.</summary>
internal static class DataStatsCommand
{
    // Full rankings beyond this many scores take minutes; the experiments under experiments/baselines do them as runs.
    private const long MostScores = 1_000_000_000;

    private static readonly (string Name, ModelConfig Model)[] Baselines =
    [
        ("popularity", new PopularityConfig()),
        ("item-kNN", new ItemKnnConfig { LastItems = 0 }),
        ("item-kNN, last 3", new ItemKnnConfig { LastItems = 3 }),
        ("Markov", new MarkovConfig { LastItems = 1, PopularityBreaksTies = false }),
        ("Markov, last 3", new MarkovConfig { LastItems = 3, PopularityBreaksTies = false }),
        ("Markov, last 3, popularity on ties", new MarkovConfig { LastItems = 3, PopularityBreaksTies = true }),
    ];

    public static Command Build()
    {
        var data = new Argument<string>("data") { Description = "Prepared corpus, or folder of raw files." };
        var experiment = DataPrepareCommand.ExperimentOption();
        var (order, cache) = (Where.Order(), Where.Cache());
        var command = new Command("stats", "Print Table 4's row beside the paper's, pair eligibility, lengths, ties, repeats and trivial baselines.") { data, experiment, order, cache };
        command.SetAction((parsed, stop) =>
        {
            var result = Statistics.Run(
                new StatisticsRequest
                {
                    Data = parsed.GetRequiredValue(data),
                    Config = DataPrepareCommand.Config(parsed.GetValue(experiment)),
                    Order = parsed.GetRequiredValue(order),
                    Cache = parsed.GetRequiredValue(cache),
                },
                CommandLine.Progress(),
                stop);
            Print(result);
            PrintBaselines(result.Data, stop);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(StatisticsResult result)
    {
        var found = result.Statistics;
        Console.WriteLine($"  {"Table 4",-36} {"users",10} {"items",9} {"I/U",6}");
        Row(result.Data.Name + (result.Data.IsSynthetic ? " (synthetic)" : ""), found.Users, found.Items, found.InteractionsPerUser);
        foreach (var paper in Statistics.PaperTable4)
        {
            Row(paper.Name, paper.Users, paper.Items, paper.InteractionsPerUser);
        }

        PrintPairs(found);
        Line("lengths (min 25% 50% 75% 95% max)", string.Join(' ', found.LengthQuantiles));
        Line("neighbours on one day or second", $"{found.TiedPairs:N0} of {found.Pairs:N0}");
        Line("last two tied, of users with times", found.TimedLastPairs == 0 ? "no times" : Share(found.TiedLastPairs, found.TimedLastPairs));
        Line("repeats of an item by one user", $"{found.Repeats:N0}");
        Line("items by category depth, from 0", string.Join(' ', found.ItemsByDepth));
        Line("items with title, brand", $"{found.ItemsWithTitle:N0}, {found.ItemsWithBrand:N0}");
        Line("items with description, price", $"{found.ItemsWithDescription:N0}, {found.ItemsWithPrice:N0}");
        Line("order of ties, split", $"{result.Data.TieOrder}, {result.Data.Split.Kind}");
    }

    private static void PrintBaselines(PreparedData data, CancellationToken stop)
    {
        if (data.Split.Test.Length == 0 || (long)data.Split.Test.Length * data.Items.Count > MostScores)
        {
            Console.WriteLine(data.Split.Test.Length == 0 ? "  baselines: the split asks for nothing" : "  baselines: too many users and items to rank here; train experiments/baselines");
            return;
        }

        Console.WriteLine();
        Console.WriteLine($"  {"baselines, full ranking",-36} {"seen kept: R@5",14} {"R@10",7} {"N@10",7} {"removed: R@5",14} {"R@10",7} {"N@10",7}");
        foreach (var (name, model) in Baselines)
        {
            var metrics = BaselineEvaluation.Run(data, model, [5, 10], stop: stop).Metrics;
            double Value(string metric, string column) => metrics.First(one => one.Metric == metric && one.Column == column && one.Slice == "all").Value;
            Console.WriteLine(
                $"  {name,-36} {Value("recall@5", "kept"),14:F4} {Value("recall@10", "kept"),7:F4} {Value("ndcg@10", "kept"),7:F4} "
                + $"{Value("recall@5", "removed"),14:F4} {Value("recall@10", "removed"),7:F4} {Value("ndcg@10", "removed"),7:F4}");
        }
    }

    private static void PrintPairs(DataStatistics found)
    {
        Line("eligible pairs", $"{Share(found.EligiblePairs, found.Pairs)}; the paper: 17.6 % Office, 18.6 % Clothing");
        Line("  distinct item pairs", $"{found.DistinctEligiblePairs:N0}");
        Line("  of them with the whole path equal", Share(found.EligibleSameWholePath, found.EligiblePairs));
        Line("  last pairs; whole path equal", $"{found.EligibleLastPairs:N0}; {found.EligibleLastPairsSameWholePath:N0}");
        for (var level = 1; level <= found.PairShareByLevels.Length; level++)
        {
            Line($"  pairs that share {level} or more levels", found.PairShareByLevels[level - 1].ToString("P1", CultureInfo.InvariantCulture));
        }

        Line("critiqued pairs", Share(found.CritiquedPairs, found.Pairs));
    }

    private static void Row(string name, int users, int items, double perUser) => Console.WriteLine($"  {name,-36} {users,10:N0} {items,9:N0} {perUser,6:F2}");

    private static void Line(string what, string value) => Console.WriteLine($"  {what,-36} {value}");

    private static string Share(long part, long whole) => $"{part:N0} of {whole:N0} ({(whole == 0 ? 0 : (double)part / whole).ToString("P2", CultureInfo.InvariantCulture)})";
}
