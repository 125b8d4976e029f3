using System.Net;
using System.Text;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Batches;

public sealed class BatchSubmissionTests : IDisposable
{
    private const string Canary = "sk-canary-0123456789abcdef";
    private const string Variable = "REGEN_TEST_BATCH_KEY";

    private readonly TempFolder temp = new();
    private readonly BatchServer server = new();
    private readonly MemoryStore store = new();
    private readonly BatchFolder folder;

    public BatchSubmissionTests()
    {
        folder = BatchFolder.Open(temp.File("batch"));
        server.Answer = lines => lines.Length == 1 ? (Asking.Good(Key(lines[0])), null)
            : (string.Join('\n', lines.Skip(1).Select(line => Asking.Good(Key(line)))), Asking.Failed(Key(lines[0])));
        Environment.SetEnvironmentVariable(Variable, Canary);
    }

    private LanguageModelConfig Model => Asking.Model with { Endpoint = server.Address, KeyVariable = Variable, Limits = new CallLimits { RetryAfterSeconds = 1 } };

    public void Dispose()
    {
        folder.Dispose();
        server.Dispose();
        temp.Dispose();
    }

    [Fact]
    public async Task Rounds_are_submitted_polled_and_ingested_until_every_key_is_answered_once()
    {
        server.PollsToWait = 1;
        for (var round = 1; round <= 20 && store.Kept.Count < 20; round++)
        {
            await Write(20, new BatchOptions { MaxLines = 7 });
            await Submit();
            while (!(await Poll()).All(status => status.IsFetched))
            {
            }

            await BatchIngest.Run(folder, [], store);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(number => Key(number).Hex).Order(), store.Kept.Keys.Select(key => key.Hex).Order());
        Assert.Equal(server.Batches, folder.Rounds().Sum(round => round.Manifest.Files.Count));
    }

    [Fact]
    public async Task A_submit_that_died_while_a_batch_was_made_does_not_make_it_twice()
    {
        await Write(3);
        server.Fault = call => call == "POST /v1/batches" ? response => response.Abort() : null; // made, and nobody hears of it
        await Assert.ThrowsAsync<RegenException>(Submit);
        server.Fault = _ => null;

        await Submit();

        Assert.Equal(1, server.Batches);
        Assert.Equal(1, server.Calls.Count(call => call == "POST /v1/files"));
        Assert.All(await Poll(), status => Assert.True(status.IsFetched));
    }

    [Fact]
    public async Task Where_the_server_has_no_list_the_doubt_is_told()
    {
        await Write(3);
        server.Fault = call => call switch
        {
            "POST /v1/batches" => response => response.Abort(),
            "GET /v1/batches" => Status(404),
            _ => null,
        };
        await Assert.ThrowsAsync<RegenException>(Submit);

        var problem = await Assert.ThrowsAsync<RegenException>(Submit);

        Assert.Contains("does not tell whether it exists", problem.Message);
        Assert.Equal(1, server.Batches);
    }

    [Fact]
    public async Task Submitting_again_sends_nothing_again()
    {
        await Write(3);
        await Submit();
        var calls = server.Calls.Count;

        var again = await Submit();

        Assert.Equal(calls, server.Calls.Count);
        Assert.Equal("in_progress", again.Single().Status);
    }

    [Fact]
    public async Task What_a_server_still_works_on_is_not_asked_again()
    {
        server.PollsToWait = 1;
        await Write(3);
        await Submit();
        await Poll();
        await BatchIngest.Run(folder, [], store);

        Assert.Null(await Write(3));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        await Write(3);
        var busy = 2;
        server.Fault = call => call.StartsWith("POST", StringComparison.Ordinal) && busy-- > 0 ? Status(429) : null;

        Assert.Equal("in_progress", (await Submit()).Single().Status);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await Write(1);
        using var other = new BatchServer();
        server.Fault = _ => response =>
        {
            response.Redirect(other.Address + "files");
            response.Close();
        };

        var problem = await Assert.ThrowsAsync<RegenException>(Submit);

        Assert.Contains("redirects", problem.Message);
        Assert.Empty(other.Calls);
    }

    [Fact]
    public async Task The_key_goes_to_the_server_and_nowhere_else()
    {
        await Write(3);
        server.Fault = call => call == "POST /v1/files" ? response =>
        {
            response.StatusCode = 401;
            response.Close(Encoding.UTF8.GetBytes($"{{\"error\":{{\"message\":\"wrong key {Canary}\"}}}}"), willBlock: true);
        }
        : null;
        var problem = await Assert.ThrowsAsync<RegenException>(Submit);
        server.Fault = _ => null;
        await Submit();
        await Poll();
        await BatchIngest.Run(folder, [], store);

        Assert.Equal(["Bearer " + Canary], server.Authorizations);
        Assert.Contains("wrong key [key]", problem.Message);
        Assert.DoesNotContain(Canary, problem.ToString());
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ".lock").ToArray();
        Assert.True(files.Length >= 8, string.Join(' ', files));
        Assert.All(files, file => Assert.DoesNotContain(Canary, File.ReadAllText(file)));
    }

    [Theory]
    [InlineData("http://user:pass@127.0.0.1/v1/", "credentials")]
    [InlineData("https://example.org/v1/?key=abc", "credentials")]
    [InlineData("http://example.org/v1/", "encryption")]
    [InlineData("ftp://example.org/", "no http")]
    public void An_unsafe_address_is_refused_and_not_repeated(string address, string reason)
    {
        var problem = Assert.Throws<RegenException>(() => new BatchSubmission(folder, Model with { Endpoint = address, AllowHttp = ["example.org"] }).Dispose());

        Assert.Contains(reason, problem.Message);
        Assert.DoesNotContain("pass", problem.Message);
        Assert.DoesNotContain("abc", problem.Message);
    }

    [Fact]
    public void A_missing_key_names_its_variable()
    {
        var problem = Assert.Throws<RegenException>(() => new BatchSubmission(folder, Model with { KeyVariable = "REGEN_TEST_NO_SUCH_KEY" }).Dispose());

        Assert.Contains("REGEN_TEST_NO_SUCH_KEY", problem.Message);
    }

    [Fact]
    public async Task An_id_that_leads_elsewhere_is_refused()
    {
        await Write(1);
        server.Fault = call => call == "POST /v1/files" ? response => response.Close("{\"id\":\"../../secret\"}"u8.ToArray(), willBlock: true) : null;

        Assert.Contains("no usable id", (await Assert.ThrowsAsync<RegenException>(Submit)).Message);
    }

    private static Action<HttpListenerResponse> Status(int status) => response =>
    {
        response.StatusCode = status;
        response.Close();
    };

    private static AnswerKey Key(string line) => AnswerLine.KeyIn(Encoding.UTF8.GetBytes(line))!.Value;

    private AnswerKey Key(int number) => AnswerKey.Of(Model, "", Asking.Request(number));

    private async Task<BatchRound?> Write(int count, BatchOptions? options = null) =>
        (await Asking.Ask(folder, store, Enumerable.Range(0, count).Select(Asking.Question), options, Model)).Round;

    private async Task<IReadOnlyList<BatchStatus>> Submit()
    {
        using var submission = new BatchSubmission(folder, Model);
        return await submission.Submit();
    }

    private async Task<IReadOnlyList<BatchStatus>> Poll()
    {
        using var submission = new BatchSubmission(folder, Model);
        return await submission.Poll();
    }
}
