using System.CommandLine;
using Regen.Analysis;
using Regen.Core.Domain;

namespace Regen.Cli.Commands;

/// <summary><c>regen report</c>: finished runs as tables beside the paper's.</summary>
internal static class ReportCommand
{
    internal const long DefaultSeed = 1;
    internal const int DefaultResamples = 2000;

    public static Command Build()
    {
        var report = Build("report", "Write Table 4 and the recommendation rows of Tables 2 and 3 from finished runs.", static (request, progress, stop) => Report.Write(request, progress, stop));
        report.Add(Build(
            "benchmark",
            "Write one table for each data set and order of a grid: rivals on the same users, with tests and shortcuts.",
            static (request, progress, stop) => Report.WriteBenchmark(request, progress, stop)));
        report.Add(Build(
            "critiques",
            "Write what critiques add, beside their controls.",
            static (request, progress, stop) => Report.WriteCritiques(request, progress, stop)));
        report.Add(Build(
            "ratings",
            "Write Tables 1 and 5 and Figures 2 to 4 from the folders that 'regen rate' wrote.",
            static (request, _, stop) => Report.WriteRatings(request, stop)));
        return report;
    }

    private static Command Build(string name, string description, Func<ReportRequest, IProgress<WorkProgress>, CancellationToken, ReportResult> write)
    {
        var runs = new Option<string[]>("--runs")
        {
            Description = "Run folders, or folders that hold them (of ratings: the folders themselves), with commas between",
            HelpName = "DIR[,DIR...]",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var folder = new Option<string>("--out") { Description = "Folder of the report; made where it is missing", HelpName = "DIR", Required = true };
        var title = new Option<string?>("--title") { Description = "Title of the report", HelpName = "TEXT" };
        var seed = new Option<long>("--seed") { Description = "Seed of the bootstrap", HelpName = "S", DefaultValueFactory = static _ => DefaultSeed };
        var resamples = new Option<int>("--resamples")
        {
            Description = "Resamples of users behind each interval",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultResamples,
        };
        var command = new Command(name, description) { runs, folder, title, seed, resamples };
        command.SetAction((parsed, stop) =>
        {
            var request = new ReportRequest
            {
                Runs = [.. parsed.GetRequiredValue(runs).SelectMany(static list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
                Out = parsed.GetRequiredValue(folder),
                Title = parsed.GetValue(title),
                Seed = parsed.GetValue(seed),
                Resamples = parsed.GetValue(resamples),
            };
            Print(write(request, CommandLine.Progress(), stop));
            return Task.FromResult(0);
        });
        return command;
    }

    internal static void Print(ReportResult report)
    {
        Console.Out.WriteLine(report.Markdown);
        foreach (var note in report.LeftOut)
        {
            Console.Error.WriteLine($"note: {note}");
        }

        foreach (var file in report.Files)
        {
            Console.Error.WriteLine($"  wrote {file}");
        }
    }
}
