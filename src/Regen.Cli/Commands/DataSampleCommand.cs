using System.CommandLine;
using Regen.Core.Data.Sample;

namespace Regen.Cli.Commands;

/// <summary><c>regen data sample</c>: writes the embedded synthetic corpus.</summary>
internal static class DataSampleCommand
{
    private static readonly SampleRequest Defaults = new() { Out = "" };

    public static Command Build()
    {
        var users = new Option<int>("--users") { Description = "Users that survive preparation.", DefaultValueFactory = _ => Defaults.Users };
        var items = new Option<int>("--items") { Description = "Items with a title.", DefaultValueFactory = _ => Defaults.Items };
        var seed = new Option<long>("--seed") { Description = "Equal seeds give equal bytes.", DefaultValueFactory = _ => Defaults.Seed };
        var folder = new Option<string>("--out") { Description = "Folder for the files.", Required = true };
        var command = new Command("sample", "Write the embedded synthetic corpus in UCSD Amazon 2018's shape.") { users, items, seed, folder };
        command.SetAction((parsed, stop) =>
        {
            var result = SampleCorpus.Write(
                new SampleRequest
                {
                    Users = parsed.GetValue(users),
                    Items = parsed.GetValue(items),
                    Seed = parsed.GetValue(seed),
                    Out = parsed.GetRequiredValue(folder),
                },
                CommandLine.Progress(),
                stop);
            Print(result);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Print(SampleResult result)
    {
        Console.WriteLine($"sample corpus in {result.Folder}");
        Console.WriteLine($"  {result.Users:N0} users and {result.ShortUsers:N0} short ones, {result.Items:N0} items and {result.UntitledItems:N0} without a title");
        Console.WriteLine($"  {result.Reviews:N0} reviews, {result.Interactions:N0} after preparation, {(double)result.Interactions / result.Users:0.00} per user");
        Console.WriteLine($"  {result.EligiblePairs:N0} of {result.Pairs:N0} pairs ({100.0 * result.EligiblePairs / result.Pairs:0.0} %) share four category levels; {result.CritiquedPairs:N0} critiqued item pairs");
        Console.WriteLine($"  {result.ConsecutiveRepeats:N0} repeats at once, {result.ExactDuplicates:N0} exact duplicates, {result.TiedPairs:N0} pairs on one day");
        Console.WriteLine($"  malformed on purpose: {result.MalformedReviewLines:N0} review lines, {result.MalformedMetadataLines:N0} metadata lines");
    }
}
