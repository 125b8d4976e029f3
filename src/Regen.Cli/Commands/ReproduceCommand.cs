using System.CommandLine;
using System.Diagnostics;
using Regen.Analysis;
using Regen.Core.Domain;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen reproduce</c>: from nothing to the report, on the embedded sample.</summary>
internal static class ReproduceCommand
{
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
        var output = Where.Out(Path.Combine("artifacts", "reproduce"), "Folder of corpus, runs and report");
        var experiments = new Option<string?>("--experiments") { Description = "Folder of experiment files (default: the repository's)" };
        var (cache, device, threads) = (Where.Cache(), Where.Device(), Where.Threads());
        var command = new Command("reproduce", "Make the sample corpus, train twice, count the baselines, and write the report; a second call only prints.")
        {
            output, experiments, cache, device, threads,
        };
        command.SetAction((parsed, stop) =>
        {
            var watch = Stopwatch.StartNew();
            var folder = parsed.GetValue(output)!;
            var files = parsed.GetValue(experiments) ?? Path.Combine(RepositoryRoot(), "experiments");
            var result = Reproduce.Run(
                new ReproduceRequest
                {
                    Experiments = [.. Experiments.Select(file => Path.Combine(files, file))],
                    Out = folder,
                    Cache = parsed.GetValue(cache)!,
                    Device = parsed.GetValue(device)!,
                    Threads = parsed.GetValue(threads),
                },
                CommandLine.Progress(),
                stop);
            var report = Report.Write(
                new ReportRequest
                {
                    Runs = [.. result.Runs.Select(run => run.Folder)],
                    Out = Path.Combine(folder, "report"),
                    Title = "Regen on the embedded sample",
                },
                CommandLine.Progress(),
                stop);
            ReportCommand.Print(report);
            Console.WriteLine($"{(result.Runs.Any(run => run.IsFresh) ? "done" : "read")} in {watch.Elapsed:m\\:ss}");
            return Task.FromResult(0);
        });
        return command;
    }

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
