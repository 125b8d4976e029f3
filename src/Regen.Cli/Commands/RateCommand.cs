using System.CommandLine;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen rate</c>: the auto-rater on a dataset, and the studies of the rater.</summary>
internal static class RateCommand
{
    public static Command Build()
    {
        var file = new Argument<string>("file") { Description = "Rating file, as in experiments/rating/" };
        var dataset = new Option<string?>("--dataset") { Description = "Folder of a finished dataset", HelpName = "DIR" };
        var data = new Option<string?>("--data") { Description = "Prepared corpus that the dataset was written for", HelpName = "DIR" };
        var texts = new Option<string?>("--texts") { Description = "Texts that others wrote, in place of a dataset (JSON Lines of users, items and texts)", HelpName = "FILE" };
        var users = new Option<int?>("--users") { Description = "Users that are rated at most", HelpName = "N" };
        var rubrics = new Option<string?>("--rubrics") { Description = "Folder of rubrics in place of the embedded ones", HelpName = "DIR" };
        var output = new Option<string>("--out") { Description = "Folder of the ratings", HelpName = "DIR", Required = true };
        var answers = new AnswerOptions();
        var command = new Command("rate", "Rate critiques and narratives seven times each, or study the rater (bias, planted instructions); resumes where it was stopped.")
        {
            file, dataset, data, texts, users, rubrics, output,
        };
        answers.AddTo(command);
        BatchCommands.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var request = answers.Fill(parsed, new RateRequest
            {
                Experiment = parsed.GetRequiredValue(file),
                Dataset = parsed.GetValue(dataset),
                Data = parsed.GetValue(data),
                Texts = parsed.GetValue(texts),
                Users = parsed.GetValue(users),
                Rubrics = parsed.GetValue(rubrics),
                Out = parsed.GetRequiredValue(output),
            });
            return answers.IsDryRun(parsed) ? DryRun(request, stop) : await Run(request, stop).ConfigureAwait(false);
        });
        return command;
    }

    private static int DryRun(RateRequest request, CancellationToken stop)
    {
        AnswerLines.Print("ratings", Rate.Estimate(request, stop));
        return 0;
    }

    private static async Task<int> Run(RateRequest request, CancellationToken stop)
    {
        var result = await Rate.Run(request, CommandLine.Progress(), stop).ConfigureAwait(false);
        AnswerLines.Print(result.Summary);
        if (result.Batch is { } batch)
        {
            BatchCommands.Print(batch);
        }

        Console.WriteLine($"{result.Record.Subjects:N0} texts and variants, {result.Record.RatingsAsked:N0} ratings in {result.Folder}");
        return 0;
    }
}
