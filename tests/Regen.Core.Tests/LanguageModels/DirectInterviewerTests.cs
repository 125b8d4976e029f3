using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class DirectInterviewerTests
{
    [Fact]
    public async Task Outcomes_come_in_the_order_of_the_questions_whatever_comes_first()
    {
        using var client = new FunctionClient(static (user, _) =>
        {
            Thread.Sleep(user.Length % 3 * 2);
            return "to " + user;
        })
        {
            Delay = TimeSpan.FromMilliseconds(5), // so that calls overlap on any machine
        };
        using var store = new InMemoryAnswerStore();
        using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast with { Window = 7 });

        var outcomes = await interviewer.All(Talk.Questions(300), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 300).Select(static number => $"to q{number}"), outcomes.Select(Talk.Text));
        Assert.InRange(client.MostAtOnce, 2, 4);
        Assert.Equal(300, interviewer.Summary.Answered);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(4096)]
    public async Task Equal_requests_are_asked_once_within_a_window_and_across_windows(int window)
    {
        using var folder = new TempFolder();
        using var store = DuckDBAnswerStore.Open(folder.Path);
        using var client = new FunctionClient(static (user, time) => $"{user} {time}") { Delay = TimeSpan.FromMilliseconds(2) };
        using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast with { Window = window });

        var outcomes = await interviewer.All(Enumerable.Range(0, 200).Select(static number => Talk.Question($"q{number % 20}")), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 200).Select(static number => $"q{number % 20} 1"), outcomes.Select(Talk.Text));
        Assert.Equal(20, client.Calls);
        Assert.Equal(20, store.CountAnswers());
    }

    [Fact]
    public async Task What_is_stored_is_never_asked_again_and_gives_the_same_outcomes()
    {
        using var folder = new TempFolder();
        using var client = new FunctionClient(static (user, time) => $"{user} {time}");
        for (var run = 0; run < 2; run++)
        {
            using var store = DuckDBAnswerStore.Open(folder.Path);
            using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);
            var outcomes = await interviewer.All(Talk.Questions(50), TestContext.Current.CancellationToken);
            Assert.Equal(Enumerable.Range(0, 50).Select(static number => $"q{number} 1"), outcomes.Select(Talk.Text));
            Assert.Equal(run * 50, interviewer.Summary.Found);
        }

        Assert.Equal(50, client.Calls);
    }

    [Fact]
    public async Task An_unreadable_answer_is_asked_again_once_with_its_problem_and_both_answers_are_kept()
    {
        using var folder = new TempFolder();
        using var client = new FunctionClient(static (user, _) => user.StartsWith("again", StringComparison.Ordinal) && !user.Contains('7', StringComparison.Ordinal) ? "good" : "bad");
        for (var run = 0; run < 2; run++)
        {
            using var store = DuckDBAnswerStore.Open(folder.Path);
            using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);
            var questions = Enumerable.Range(0, 10).Select(static number => new Question<string>(
                Talk.Request($"q{number}"),
                static answer => answer.Text == "good" ? Reading.Of(answer.Text) : Reading.Bad<string>("it is bad"),
                (answer, problem) => Talk.Request($"again q{number}: {answer.Text}, for {problem}", "repair")));
            var outcomes = await interviewer.All(questions, TestContext.Current.CancellationToken);

            Assert.Equal("it is bad", Assert.IsType<Outcome<string>.Unreadable>(outcomes[7]).Problem);
            Assert.All(outcomes.Where(static (_, at) => at != 7), static outcome => Assert.Equal("good", outcome.Text()));
            Assert.Equal(20, store.CountAnswers());
            Assert.Equal((9, 1), (interviewer.Summary.Answered, interviewer.Summary.Unreadable));
        }

        Assert.Equal(20, client.Calls);
        Assert.Contains("again q3: bad, for it is bad", client.Asked.Keys);
    }

    [Fact]
    public async Task Failures_that_may_pass_are_tried_again_and_others_are_not()
    {
        using var folder = new TempFolder();
        using var store = DuckDBAnswerStore.Open(folder.Path);
        using var client = new FunctionClient(static (user, time) => user switch
        {
            "refused" => throw new ModelCallException(AttemptKind.Refused, "400: too long"),
            "never" => throw new ModelCallException(AttemptKind.ServerError, "500: down"),
            "broken" when time < 3 => throw new ModelCallException(AttemptKind.Broken, "no JSON"),
            "closed" when time < 2 => throw new IOException("gone"),
            _ => user + "!",
        });
        using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);

        var outcomes = await interviewer.All(new[] { "refused", "never", "broken", "closed", "fine", "refused" }.Select(Talk.Question), TestContext.Current.CancellationToken);
        var repeated = await interviewer.All([Talk.Question("refused"), Talk.Question("never")], TestContext.Current.CancellationToken);

        Assert.Equal("refused: 400: too long", outcomes[0].Problem());
        Assert.Equal("no answer in 3 attempts: 500: down", outcomes[1].Problem());
        Assert.Equal(["broken!", "closed!", "fine!"], outcomes[2..5].Select(Talk.Text));
        Assert.Equal("refused: 400: too long", outcomes[5].Problem());
        Assert.Equal([outcomes[0].Problem(), outcomes[1].Problem()], repeated.Select(Talk.Problem));
        Assert.Equal([("broken", 3), ("closed", 2), ("fine", 1), ("never", 3), ("refused", 1)], client.Asked.OrderBy(static one => one.Key).Select(static one => (one.Key, one.Value)));
        Assert.Equal(
            [(AttemptKind.ServerError, 3L), (AttemptKind.Broken, 2L), (AttemptKind.Closed, 1L), (AttemptKind.Refused, 1L)],
            interviewer.Summary.Failed.Select(static one => (one.Key, one.Value)));
        Assert.Equal(10, interviewer.Summary.Ledger.Attempts);
    }

    [Fact]
    public async Task A_later_run_asks_again_for_what_was_refused()
    {
        using var folder = new TempFolder();
        using var client = new FunctionClient(static (_, time) => time == 1 ? throw new ModelCallException(AttemptKind.Refused, "400") : "yes");
        for (var run = 0; run < 2; run++)
        {
            using var store = DuckDBAnswerStore.Open(folder.Path);
            using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);
            Assert.Equal(run == 1, (await interviewer.All([Talk.Question("q")], TestContext.Current.CancellationToken))[0] is Outcome<string>.Answered);
        }
    }

    [Fact]
    public async Task A_server_that_answers_nobody_ends_the_run_with_words()
    {
        using var store = new InMemoryAnswerStore();
        using var client = new FunctionClient(static (_, _) => throw new ModelCallException(AttemptKind.Closed, "Connection refused"));
        using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);

        var problem = await Assert.ThrowsAsync<RegenException>(() => interviewer.All(Talk.Questions(100_000), TestContext.Current.CancellationToken));

        Assert.Contains("Connection refused", problem.What, StringComparison.Ordinal);
        Assert.Contains("what was answered is kept", problem.Fix, StringComparison.Ordinal);
        Assert.InRange(client.Calls, 32 * 3, 1500);
    }

    [Fact]
    public async Task Cancelling_ends_cleanly_and_what_was_answered_is_stored()
    {
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        using var client = new FunctionClient(static (user, _) => user) { Delay = TimeSpan.FromMilliseconds(5) };
        var seen = new List<string>();
        using (var store = DuckDBAnswerStore.Open(folder.Path))
        {
            using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var outcome in interviewer.Ask(Talk.Questions(100_000), cancellation: stop.Token))
                {
                    seen.Add(outcome.Text());
                    if (seen.Count == 40)
                    {
                        await stop.CancelAsync();
                    }
                }
            });
        }

        using var again = DuckDBAnswerStore.Open(folder.Path);
        Assert.Equal((0, 0), (again.Totals.Open, again.Totals.Lost));
        Assert.True(again.CountAnswers() >= 40);
        Assert.Equal(40, again.Find([.. seen.Select(static user => AnswerKey.Of(Talk.Scripted, "", Talk.Request(user)))]).Count);
    }

    [Fact]
    public async Task A_budget_of_attempts_holds_over_runs_and_counts_retries()
    {
        using var folder = new TempFolder();
        using var client = new FunctionClient(static (user, time) => user.EndsWith('3') && time == 1 ? throw new ModelCallException(AttemptKind.ServerError, "500") : user);
        var answered = new List<int>();
        for (var run = 0; run < 3; run++)
        {
            using var store = DuckDBAnswerStore.Open(folder.Path);
            using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast with { Budget = new Budget { MaxRequests = 60 + (run == 2 ? 20 : 0) } });
            var outcomes = await interviewer.All(Talk.Questions(100), TestContext.Current.CancellationToken);
            answered.Add(outcomes.Count(static outcome => outcome is Outcome<string>.Answered));
            Assert.All(outcomes.OfType<Outcome<string>.Unanswered>(), static outcome => Assert.Equal("out of budget", outcome.Problem));
            Assert.Equal(run == 2 ? 80 : 60, store.Totals.Attempts);
        }

        Assert.Equal(80, client.Calls);
        Assert.Equal(answered[0], answered[1]);
        Assert.True(answered[2] > answered[1]);
    }

    [Fact]
    public async Task A_budget_in_dollars_is_never_passed_and_settles_on_the_usage_reported()
    {
        using var folder = new TempFolder();
        using var store = DuckDBAnswerStore.Open(folder.Path);
        using var client = new FunctionClient(static (user, _) => user) { Usage = new Microsoft.Extensions.AI.UsageDetails { InputTokenCount = 20, OutputTokenCount = 10 } };
        var model = Talk.Scripted with { Prices = new PriceConfig { Input = 1, Output = 10 }, Sampling = new SamplingConfig { MaxOutputTokens = 100 } };
        using var interviewer = new DirectInterviewer(model, store, client, Talk.Fast with { Budget = new Budget { MaxCost = 0.01 } });

        var outcomes = await interviewer.All(Talk.Questions(500), TestContext.Current.CancellationToken);

        // An answer costs 20 x $1 + 10 x $10 a million = $0.00012; at most 76 bytes and 100 tokens are reserved, $0.00108.
        var paid = outcomes.Count(static outcome => outcome is Outcome<string>.Answered);
        Assert.Equal(paid * 0.00012, store.Totals.Cost, 9);
        Assert.InRange(store.Totals.Cost, 0.01 - 0.00108, 0.01);
    }

    [Fact]
    public void A_budget_in_dollars_without_prices_is_refused() => Assert.Contains(
        "needs prices",
        Assert.Throws<RegenException>(() => new DirectInterviewer(Talk.Scripted, new InMemoryAnswerStore(), new FunctionClient(static (user, _) => user), new DirectOptions { Budget = new Budget { MaxCost = 1 } })).What,
        StringComparison.Ordinal);

    [Fact]
    public async Task The_parts_of_a_run_share_its_requests_without_overlap_and_merge_into_all_of_them()
    {
        using var folder = new TempFolder();
        using var client = new FunctionClient(static (user, time) => $"{user} {time}");
        for (var part = 1; part <= 3; part++)
        {
            using var store = DuckDBAnswerStore.Open(folder.File($"part{part}"));
            using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast with { Part = new WorkPart(part, 3) });
            var outcomes = await interviewer.All(Talk.Questions(90), TestContext.Current.CancellationToken);
            Assert.Equal(90 - store.CountAnswers(), outcomes.Count(static outcome => outcome is Outcome<string>.Waiting));
            Assert.InRange(store.CountAnswers(), 10, 50);
        }

        var merged = DuckDBAnswerStore.Merge(folder.File("all"), [folder.File("part1"), folder.File("part2"), folder.File("part3")]);
        using var all = DuckDBAnswerStore.Open(folder.File("all"));
        using var whole = new DirectInterviewer(Talk.Scripted, all, client, Talk.Fast);
        var final = await whole.All(Talk.Questions(90), TestContext.Current.CancellationToken);

        Assert.Equal((90, 90), (merged.Answers, client.Calls));
        Assert.Equal(Enumerable.Range(0, 90).Select(static number => $"q{number} 1"), final.Select(Talk.Text));
        Assert.Equal(90, all.Totals.Attempts);
    }

    [Fact]
    public async Task A_change_of_the_reported_model_is_told()
    {
        using var folder = new TempFolder();
        using var store = DuckDBAnswerStore.Open(folder.Path);
        using var client = new FunctionClient(static (user, _) => user) { Version = static calls => calls <= 10 ? "v1" : "v2" };
        using var interviewer = new DirectInterviewer(Talk.Scripted with { Limits = new CallLimits { Concurrency = 1 } }, store, client, Talk.Fast);
        _ = await interviewer.All(Talk.Questions(30), TestContext.Current.CancellationToken);

        Assert.Equal(["v1", "v2"], interviewer.Summary.ReportedModels);
        Assert.Equal([("v1", 10L), ("v2", 20L)], store.ReportedModels().Select(static one => (one.Key, one.Value)));
        Assert.Contains("the model changed: v1, then v2", ProgressMeter.Detail(interviewer.Summary, 12.34, TimeSpan.FromMinutes(4)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_per_minute_are_kept()
    {
        using var client = new FunctionClient(static (user, _) => user);
        using var store = new InMemoryAnswerStore();
        var model = Talk.Scripted with { Limits = new CallLimits { Concurrency = 64, RequestsPerMinute = 1200 } };
        using var interviewer = new DirectInterviewer(model, store, client, Talk.Fast);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        _ = await interviewer.All(Talk.Questions(60), TestContext.Current.CancellationToken);

        // A second's worth (20) at once, then 20 a second.
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.8, 60);
    }

    [Fact]
    public async Task The_questions_failure_is_the_callers_and_answers_before_it_are_given()
    {
        using var client = new FunctionClient(static (user, _) => user);
        using var store = new InMemoryAnswerStore();
        using var interviewer = new DirectInterviewer(Talk.Scripted, store, client, Talk.Fast);
        var seen = 0;
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (var _ in interviewer.Ask(Talk.Questions(100).Concat(Broken())))
            {
                seen++;
            }
        });
        Assert.True(seen >= 32);

        static IEnumerable<Question<string>> Broken()
        {
            throw new FormatException("line 7");
#pragma warning disable CS0162 // An iterator needs a yield.
            yield break;
#pragma warning restore CS0162
        }
    }
}
