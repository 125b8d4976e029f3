using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Regen.Core.Domain;
using Regen.Core.Workbench;

namespace Regen.Cli.Commands;

/// <summary><c>regen recommend</c>: one history from the command line, or a file of them.</summary>
internal static class RecommendCommand
{
    private static readonly JsonSerializerOptions Lines = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Build()
    {
        var run = new Option<string>("--run") { Description = "Folder of a finished FLARE run", Required = true };
        var history = new Option<string?>("--history") { Description = "ASINs, oldest first, separated by commas" };
        var critique = new Option<string?>("--critique") { Description = "What the user says about the last item, e.g. \"a black one, please\"" };
        var k = new Option<int>("--k") { Description = "Items to recommend", DefaultValueFactory = _ => 10 };
        var keep = new Option<bool>("--keep-seen") { Description = "Let the list hold items of the history" };
        var input = new Option<string?>("--input") { Description = "JSON Lines: {\"user\", \"history\": [...], \"critique\"} a line" };
        var output = new Option<string?>("--output") { Description = "JSON Lines to write the answers of --input to" };
        var (device, models) = (Where.Device(), Where.Models());
        var command = new Command("recommend", "Ask a trained run for recommendations.")
        {
            run, history, critique, k, keep, input, output, device, models,
        };
        command.SetAction((parsed, stop) =>
        {
            var file = parsed.GetValue(input);
            var request = new RecommendRequest
            {
                Run = parsed.GetValue(run)!,
                Questions = file is null ? [One(parsed.GetValue(history), parsed.GetValue(critique))] : Read(file),
                K = parsed.GetValue(k),
                RemoveSeen = !parsed.GetValue(keep),
                Device = parsed.GetValue(device)!,
                Models = parsed.GetValue(models),
            };
            var answers = Recommend.Run(request, CommandLine.Progress(), stop);
            if (file is null)
            {
                Print(answers[0]);
            }
            else
            {
                Write(parsed.GetValue(output) ?? throw Missing("--output", "the file that the answers go to"), answers);
            }

            return Task.FromResult(0);
        });
        return command;
    }

    private static RecommendationQuestion One(string? history, string? critique)
    {
        string[] asins = [.. (history ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return asins.Length == 0
            ? throw new RegenException("The history is empty.", "--history", "Give at least one ASIN, or --input FILE.")
            : new RecommendationQuestion(asins, critique);
    }

    private static List<RecommendationQuestion> Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new RegenException("There is no such file.", Path.GetFullPath(file), "Give a JSON Lines file to --input.");
        }

        List<RecommendationQuestion> questions = [];
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                questions.Add(Parse(line, file, number));
            }
        }

        return questions.Count > 0
            ? questions
            : throw new RegenException("The file holds no question.", file, "Write one JSON object a line.");
    }

    private static RecommendationQuestion Parse(string line, string file, int number)
    {
        try
        {
            if (JsonSerializer.Deserialize<RecommendationQuestion>(line, Lines) is { History: not null } question)
            {
                return question with { User = question.User ?? $"line {number}" };
            }
        }
        catch (JsonException problem)
        {
            throw new RegenException($"Not a question: {problem.Message}", $"{file}, line {number}", "Write {\"user\": ..., \"history\": [ASINs], \"critique\": ...}.", problem);
        }

        throw new RegenException("A question needs a history.", $"{file}, line {number}", "Write {\"user\": ..., \"history\": [ASINs]}.");
    }

    private static void Print(Recommendation answer)
    {
        foreach (var item in answer.Items)
        {
            Console.WriteLine($"{item.Rank,3}  {item.Score,8:F3}  {item.Asin}  {item.Title}");
        }
    }

    private static void Write(string file, IReadOnlyList<Recommendation> answers)
    {
        var partial = file + ".partial";
        File.WriteAllLines(partial, answers.Select(answer => JsonSerializer.Serialize(answer, Lines)));
        File.Move(partial, file, overwrite: true);
        Console.WriteLine($"{answers.Count:N0} answers in {file}");
    }

    private static RegenException Missing(string option, string what) => new($"{option} is missing: {what}.", option, "Add it to the command.");
}
