using System.Globalization;
using Regen.Core.LanguageModels;

namespace Regen.Cli.Commands;

/// <summary>Estimates and summaries of interviews in a terminal.</summary>
internal static class AnswerLines
{
    public static void Print(string what, RunEstimate estimate)
    {
        Console.WriteLine($"{what}: nothing was asked");
        TextTable.Print(
            ["", ">"],
            [
                ["questions", Text(estimate.Questions)],
                ["distinct requests", Text(estimate.Requests)],
                ["answered already", Text(estimate.Stored)],
                ["to send", Text(estimate.ToSend)],
                ["input tokens, estimated", Text(estimate.InputTokens)],
                ["output tokens, at most", Text(estimate.OutputTokensAtMost)],
                ["output tokens, expected", estimate.OutputTokensExpected is { } tokens ? Text(tokens) : "not known yet"],
                ["cost at most, US dollars", Money(estimate.CostAtMost)],
                ["cost expected, US dollars", Money(estimate.CostExpected)],
                ["time at the limits", estimate.TimeAtLimits is { } time ? time.ToString("c", CultureInfo.InvariantCulture) : "no limit is configured"],
            ]);
    }

    public static void Print(InterviewSummary summary)
    {
        var failed = string.Join(", ", summary.Failed.Where(static pair => pair.Value > 0).Select(static pair => $"{pair.Key} {pair.Value:N0}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"answered {summary.Answered:N0} ({summary.Found:N0} were stored), unreadable {summary.Unreadable:N0}, unanswered {summary.Unanswered:N0}, waiting {summary.Waiting:N0}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the store so far: {summary.Ledger.Attempts:N0} attempts, {summary.Ledger.Lost:N0} of them open when a process died; {summary.Ledger.InputTokens:N0} input and {summary.Ledger.OutputTokens:N0} output tokens; {Money(summary.Ledger.Cost)} US dollars"));
        if (failed.Length > 0)
        {
            Console.WriteLine($"attempts that failed: {failed}");
        }

        if (summary.ReportedModels.Count > 1)
        {
            Console.Error.WriteLine($"note: the server changed its model on the way: {string.Join(", ", summary.ReportedModels)}");
        }
    }

    private static string Money(double? dollars) => dollars is { } amount ? amount.ToString("N4", CultureInfo.InvariantCulture) : "no prices are configured";

    private static string Text(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
