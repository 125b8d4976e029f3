using System.CommandLine;
using System.Diagnostics;
using Regen.Analysis;
using Regen.Core.Domain;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen reproduce</c>: from nothing to the report, on the embedded sample.</summary>
internal static class ReproduceCommand
{
    private const string Generation = "generation/sample.v1.yaml";

    private static readonly string[] Ratings = ["rating/sample.v1.yaml", "rating/bias.v1.yaml"];

    private static readonly string[] Experiments =
    [
        "sample/history.v1.yaml",
        "sample/history-critique.v1.yaml",
        "baselines/popularity.v1.yaml",
        "baselines/markov.v1.yaml",
        "baselines/markov-last3-popbreak.v1.yaml",
        "baselines/item-knn.v1.yaml",
        "baselines/item-knn-last3.v1.yaml",
    ];

    public static Command Build()
    {
        var output = Where.Out(Path.Combine("artifacts", "reproduce"), "Folder of corpus, dataset, runs, ratings and report");
        var experiments = new Option<string?>("--experiments") { Description = "Folder of experiment files (default: the repository's)" };
        var (cache, device, threads) = (Where.Cache(), Where.Device(), Where.Threads());
        var command = new Command("reproduce", "Make the sample corpus, write and rate a dataset for it, train twice, count the baselines, and write the report; a second call only reads.")
        {
            output, experiments, cache, device, threads,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var watch = Stopwatch.StartNew();
            var folder = parsed.GetValue(output)!;
            var files = parsed.GetValue(experiments) ?? Path.Combine(RepositoryRoot(), "experiments");
            var result = await Reproduce.Run(
                new ReproduceRequest
                {
                    Generation = Path.Combine(files, Generation),
                    Experiments = [.. Experiments.Select(file => Path.Combine(files, file))],
                    Ratings = [.. Ratings.Select(file => Path.Combine(files, file))],
                    Out = folder,
                    Cache = parsed.GetValue(cache)!,
                    Device = parsed.GetValue(device)!,
                    Threads = parsed.GetValue(threads),
                },
                CommandLine.Progress(),
                stop).ConfigureAwait(false);
            Print(result, Path.Combine(folder, "report"), stop);
            Console.WriteLine($"{(result.IsFresh ? "done" : "read")} in {watch.Elapsed:m\\:ss}");
            return 0;
        });
        return command;
    }

    private static void Print(ReproduceResult result, string folder, CancellationToken stop) => ReportCommand.Print(Report.Write(
        new ReportRequest
        {
            Runs = [.. result.Runs.Select(run => run.Folder), .. result.Ratings],
            Out = folder,
            Title = "Regen on the embedded sample",
        },
        CommandLine.Progress(),
        stop));

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Regen.sln")))
            {
                return folder.FullName;
            }
        }

        throw new RegenException("The repository's experiments are not above this program.", AppContext.BaseDirectory, "Name their folder with --experiments.");
    }
}
