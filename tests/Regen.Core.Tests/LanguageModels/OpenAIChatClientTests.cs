using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class OpenAIChatClientTests
{
    private const string Canary = "sk-canary-8f2a6c1d9b";

    [Fact]
    public async Task The_bytes_of_a_request_hold_what_is_configured_and_nothing_else()
    {
        using var server = new FaultyServer(static (_, _) => Served.Answer("yes"));
        var bare = Talk.Server(server.Address);
        var full = bare with { Sampling = new SamplingConfig { Temperature = 0.7, TopP = 0.95, Seed = 7, MaxOutputTokens = 50 } };
        var request = Talk.Request("a \"mug\" é <b> 1+1\n") with { Schema = """{"type":"object","properties":{},"additionalProperties":false}""", SchemaName = "critique" };

        await Send(bare with { Schema = false }, request);
        await Send(full, request with { MaxOutputTokens = 20 });

        var bodies = server.Requests.Select(static received => received.Body).ToArray();
        const string messages = """{"model":"tiny","messages":[{"role":"system","content":"Be short."},{"role":"user","content":"a \"mug\" é <b> 1+1\n"}]""";
        Assert.Equal(messages + "}", bodies[0]);
        Assert.Equal(
            messages + ""","max_completion_tokens":20,"temperature":0.7,"top_p":0.95,"seed":7,"response_format":{"type":"json_schema","json_schema":{"name":"critique","strict":true,"schema":{"type":"object","properties":{},"additionalProperties":false}}}}""",
            bodies[1]);
    }

    [Fact]
    public async Task Draws_of_one_text_have_seeds_of_their_own()
    {
        using var server = new FaultyServer(static (_, _) => Served.Answer("yes"));
        var model = Talk.Server(server.Address) with { Sampling = new SamplingConfig { Seed = 7 } };
        foreach (var draw in new[] { "", "rating 1", "rating 2", "rating 1" })
        {
            await Send(model, Talk.Request("q", draw));
        }

        int[] seeds = [.. server.Requests.Select(static received => JsonDocument.Parse(received.Body).RootElement.GetProperty("seed").GetInt32())];
        Assert.Equal(7, seeds[0]);
        Assert.Equal(3, seeds.Distinct().Count());
        Assert.Equal(seeds[1], seeds[3]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task An_address_with_or_without_a_slash_leads_to_the_same_route_and_the_headers_tell_nothing(string end)
    {
        using var server = new FaultyServer(static (_, _) => Served.Answer("yes"));
        await Send(Talk.Server(server.Address + end), Talk.Request("q"));

        var head = Assert.Single(server.Requests).Head;
        Assert.StartsWith("POST /v1/chat/completions HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Equal(
            ["Accept", "Content-Length", "Content-Type", "Host", "User-Agent"],
            head.Split("\r\n").Skip(1).Select(static line => line.Split(':')[0]).Order());
    }

    [Fact]
    public async Task An_answer_carries_text_model_reason_and_usage_without_control_characters()
    {
        using var server = new FaultyServer(static (_, _) => Served.Answer("a\u001b[31m\r\n\tb\u0000\u009b\ud800", "tiny\u0007-2"));
        var answer = await Send(Talk.Server(server.Address), Talk.Request("q"));
        Assert.Equal(new ModelAnswer { Text = "a[31m\n\tb\ufffd", ReportedModel = "tiny-2", FinishReason = "stop", InputTokens = 10, OutputTokens = 5 }, answer);
    }

    [Fact]
    public async Task Each_failure_has_its_kind()
    {
        Served[] served =
        [
            Served.Error(429, "slow down", "Retry-After: 7\r\n"), Served.Error(500, "oh"), Served.Error(503, "later"), Served.Error(408, "late"), Served.Error(400, "too \u001b long"),
            Served.Error(422, "no"), Served.Error(401, "who"), Served.Error(403, "no"), Served.Error(404, "what"),
            new(302, "", "Location: http://127.0.0.1:9/\r\n"),
            new(200, new string('x', 1000), Sent: 500), new(0), new(200, "{\"choices\":[]}"), new(200, "<html>"), new(200, "{}", Silence: TimeSpan.FromSeconds(4)),
            new(200, new string(' ', 5 * 1024 * 1024)),
        ];
        using var server = new FaultyServer((number, _) => served[number - 1]);
        var failures = new List<ModelCallException>();
        foreach (var _ in served)
        {
            failures.Add(await Assert.ThrowsAsync<ModelCallException>(() => Send(Talk.Server(server.Address), Talk.Request("q"))));
        }

        Assert.Equal(
            [
                AttemptKind.RateLimited, AttemptKind.ServerError, AttemptKind.ServerError, AttemptKind.ServerError, AttemptKind.Refused,
                AttemptKind.Refused, AttemptKind.Forbidden, AttemptKind.Forbidden, AttemptKind.Forbidden,
                AttemptKind.Forbidden,
                AttemptKind.Cut, AttemptKind.Closed, AttemptKind.Broken, AttemptKind.Broken, AttemptKind.TimedOut,
                AttemptKind.Cut,
            ],
            failures.Select(static failure => failure.Kind));
        Assert.Equal(TimeSpan.FromSeconds(7), failures[0].RetryAfter);
        Assert.Equal("400: too  long", failures[4].Message.Replace("\u001b", "!", StringComparison.Ordinal));
        Assert.Equal(served.Length, server.Requests.Count); // nothing is tried twice, no redirect is followed
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task No_access_ends_the_run_at_once_and_names_the_keys_variable_and_never_the_key(int status)
    {
        Environment.SetEnvironmentVariable("REGEN_TEST_KEY", Canary);
        using var server = new FaultyServer((_, received) => Served.Error(status, $"bad key {Canary} in {received.Head}"));
        using var store = new InMemoryAnswerStore();
        var model = Talk.Server(server.Address) with { KeyVariable = "REGEN_TEST_KEY" };
        using var client = Interviewers.Connect(model);
        using var interviewer = Interviewers.Direct(model, store, client);

        var problem = await Assert.ThrowsAsync<RegenException>(() => interviewer.All(Talk.Questions(5000), TestContext.Current.CancellationToken));

        Assert.Contains("REGEN_TEST_KEY", problem.Message, StringComparison.Ordinal);
        Assert.Contains("[key]", problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, problem.ToString(), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 1, 64);
    }

    [Fact]
    public async Task Under_every_fault_each_key_is_answered_exactly_once_and_the_key_is_nowhere()
    {
        Environment.SetEnvironmentVariable("REGEN_TEST_KEY", Canary);
        using var folder = new TempFolder();
        var answered = new ConcurrentDictionary<string, int>();
        using var server = new FaultyServer((number, received) => Fault(number, received, answered));
        var model = Talk.Server(server.Address, concurrency: 16) with { KeyVariable = "REGEN_TEST_KEY" };
        var lines = new ConcurrentQueue<string>();
        List<Outcome<string>> outcomes;
        using (var store = DuckDBAnswerStore.Open(folder.Path))
        {
            using var client = Interviewers.Connect(model);
            using var interviewer = Interviewers.Direct(model, store, client, Talk.Fast);
            outcomes = [];
            await foreach (var outcome in interviewer.Ask(Talk.Questions(400), new Lines(lines), TestContext.Current.CancellationToken))
            {
                outcomes.Add(outcome);
            }

            Assert.Equal(400, store.CountAnswers());
            Assert.Equal(server.Requests.Count, store.Totals.Attempts);
            Assert.Equal(server.Requests.Count - 400, interviewer.Summary.Failed.Values.Sum());
            Assert.Equal(6, interviewer.Summary.Failed.Count);
        }

        Assert.Equal(Enumerable.Range(0, 400).Select(static number => $"to q{number}, [key]"), outcomes.Select(Talk.Text));
        Assert.All(answered.Values, static count => Assert.Equal(1, count));
        Assert.Equal(400, answered.Count);
        Assert.All(server.Requests, static received => Assert.Contains("Authorization: Bearer " + Canary, received.Head, StringComparison.Ordinal));
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(Canary, string.Join('\n', lines), StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories), static file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary))));
    }

    // Half of the requests fail, in turn, and every text of the server repeats the key.
    private static Served Fault(int number, Received received, ConcurrentDictionary<string, int> answered)
    {
        if (number % 2 == 1)
        {
            return ((number / 2) % 7) switch
            {
                0 => Served.Error(429, "limit " + Canary, "Retry-After: 0.01\r\n"),
                1 => Served.Error(500, Canary),
                2 => Served.Error(503, Canary),
                3 => new Served(200, new string('x', 900), Sent: 300),
                4 => new Served(200, "{\"choices\": 7}"),
                5 => new Served(0),
                _ => number < 100 ? new Served(0, Silence: TimeSpan.FromSeconds(5)) : Served.Error(429, "limit", "Retry-After: 0\r\n"),
            };
        }

        answered.AddOrUpdate(received.User, 1, static (_, count) => count + 1);
        return Served.Answer($"to {received.User}, {Canary}", "tiny " + Canary);
    }

    private static async Task<ModelAnswer> Send(LanguageModelConfig model, ModelRequest request)
    {
        using var client = Interviewers.Connect(model);
        using var limit = new CallDeadline(model.Limits);
        return await new ModelCall(model, client).Send(request, limit, TestContext.Current.CancellationToken);
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => lines.Enqueue(value.ToString());
    }
}
