using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.LanguageModels;
using Regen.Core.Storage;

namespace Regen.Benchmarks.LanguageModels;

/// <summary>Asks many distinct questions, and says how fast, with how much memory, and what became of them.</summary>
internal static class EchoRun
{
    /// <summary>What the shared echo server answers to a request without a schema.</summary>
    private const string Expected = "I'd prefer a black one.";

    public static LanguageModelConfig Model(string endpoint, Options options) => new()
    {
        Provider = "openai",
        Endpoint = endpoint,
        Model = "local",
        Sampling = new SamplingConfig { MaxOutputTokens = 64 },
        Limits = new CallLimits
        {
            Concurrency = options.Number("concurrency", 64),
            Attempts = options.Number("attempts", 6),
            TimeoutSeconds = options.Number("timeout", 300),
            RetryAfterSeconds = options.Number("retry-after", 60),
        },
    };

    public static IEnumerable<Question<string>> Questions(int count)
    {
        for (var number = 0; number < count; number++)
        {
            var request = Request(number);
            yield return new Question<string>(request, Read, (answer, _) => request with { User = $"{request.User} Not so: {answer.Text}", Draw = "again" });
        }
    }

    public static int PrintBody()
    {
        using var handler = new Recorder();
        using var client = Interviewers.Connect(Model("http://127.0.0.1:" + handler.Port + "/v1", new Options([])));
        var request = Request(1234567);
        _ = client.GetResponseAsync([new(ChatRole.System, request.System), new(ChatRole.User, request.User)], new ChatOptions { MaxOutputTokens = 64 });
        Console.WriteLine(handler.Body());
        return 0;
    }

    public static async Task<int> Run(Options options)
    {
        var count = options.Number("count", 100_000);
        var model = Model(options.Text("endpoint"), options);
        using var store = DuckDBAnswerStore.Open(options.Text("store"));
        using var client = Interviewers.Connect(model);
        using var interviewer = Interviewers.Direct(model, store, client);
        using var process = Process.GetCurrentProcess();
        var sample = Math.Max(1, count / options.Number("samples", 10));
        var (clock, done) = (Stopwatch.StartNew(), 0);
        var (last, lastProcessor) = (TimeSpan.Zero, process.TotalProcessorTime);
        await foreach (var _ in interviewer.Ask(Questions(count)))
        {
            if (++done % sample == 0)
            {
                process.Refresh();
                var (time, processor) = (clock.Elapsed, process.TotalProcessorTime);
                Console.WriteLine(
                    $"{done,9:N0} done, {sample / (time - last).TotalSeconds,8:N0}/s, {(processor - lastProcessor) / (time - last),4:P0} of a core, resident {process.WorkingSet64 >> 20:N0} MiB, managed {GC.GetTotalMemory(false) >> 20:N0} MiB");
                (last, lastProcessor) = (time, processor);
            }
        }

        process.Refresh();
        Console.WriteLine($"{count / clock.Elapsed.TotalSeconds:N0} questions/s over {clock.Elapsed.TotalSeconds:N1} s, peak {process.PeakWorkingSet64 >> 20:N0} MiB");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"RESULT {count / clock.Elapsed.TotalSeconds:F1} {process.PeakWorkingSet64 >> 20}"));
        Report(interviewer.Summary, store);
        return 0;
    }

    /// <summary>Rows, distinct keys and those of first requests in a store, attempts that were made, and attempts that nobody settled.</summary>
    public static int Check(Options options)
    {
        var (rows, first) = (0L, 0L);
        using (var connection = DuckDBConnection.Open(new DuckDBOptions { Path = Path.Combine(options.Text("store"), "answers.duckdb") }))
        {
            rows = connection.Count("select count(*) from answers");
            first = connection.Count("select count(distinct key) from answers where draw = ''");
        }

        using var store = DuckDBAnswerStore.Open(options.Text("store"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} {store.CountAnswers()} {first} {store.Totals.Attempts} {store.Totals.Open + store.Totals.Lost}"));
        return 0;
    }

    /// <summary>Keys and texts, which two runs can be compared by.</summary>
    public static int Dump(Options options)
    {
        using var connection = DuckDBConnection.Open(new DuckDBOptions { Path = Path.Combine(options.Text("store"), "answers.duckdb") });
        using var command = connection.CreateCommand("select key, text from answers order by key, text");
        using var reader = command.ExecuteReader();
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
        while (reader.Read())
        {
            output.WriteLine($"{reader.GetString(0)}\t{reader.GetString(1)}");
        }

        return 0;
    }

    public static ModelRequest Request(int number) => new()
    {
        Place = $"critique/{number}",
        Prompt = "critique.v1 0000000000000000000000000000000000000000000000000000000000000000",
        System = "You write one short critique as a shopper would say it.",
        User = $"Current: a red mug of stoneware, number {number:D7}. Wanted: a black mug of stoneware. Write the critique.",
    };

    private static Reading<string> Read(ModelAnswer answer) => answer.Text == Expected ? Reading.Of(answer.Text) : Reading.Bad<string>("it is another text");

    private static void Report(InterviewSummary summary, DuckDBAnswerStore store)
    {
        Console.WriteLine($"answered {summary.Answered:N0}, unreadable {summary.Unreadable:N0}, unanswered {summary.Unanswered:N0}, found {summary.Found:N0}; keys in the store {store.CountAnswers():N0}");
        Console.WriteLine($"attempts {summary.Ledger.Attempts:N0}, lost {summary.Ledger.Lost:N0}, open {summary.Ledger.Open:N0}; {string.Join(", ", store.Attempts.Select(static kind => $"{kind.Key} {kind.Value:N0}"))}");
    }
}
