using System.Text.Json;
using Regen.Core.Data.Dataset;
using Regen.Core.Domain;
using Regen.Core.Generation.Scripted;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Tests.Data.Dataset;
using Regen.Core.Tests.LanguageModels.Batches;
using Regen.Core.Workbench;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Workbench;

/// <summary>From a corpus through a provider's batches to the dataset that direct calls make.</summary>
public sealed class GenerateBatchTests(DatasetFixture fixture) : IClassFixture<DatasetFixture>
{
    [Fact]
    public async Task Rounds_of_batches_end_in_the_dataset_of_direct_calls()
    {
        using var server = new BatchServer { Answer = lines => (Answers(lines, static number => number % 5 != 0), null) };
        var request = Request(fixture.File("rounds"), server.Address);
        var work = new BatchWork { Folder = request.Out };
        GenerateResult result;
        var rounds = 0;
        while ((result = await Generate.Run(request)).Manifest is null)
        {
            Assert.False(File.Exists(Path.Combine(request.Out, DatasetManifest.FileName)));
            Assert.NotNull(result.Batch!.Round);
            await work.Submit();
            Assert.All(await work.Poll(), file => Assert.True(file.IsFetched));
            var summary = await work.Ingest([]);
            Assert.Equal(summary.Asked, summary.Answered + summary.Missing);
            Assert.True(++rounds < 12, "it does not end");
        }

        Assert.Null(result.Batch!.Round);
        Assert.True(rounds > 2); // critiques and their users' narratives cannot be asked together, and a fifth goes missing
        var direct = fixture.Write("direct");
        foreach (var table in new[] { "critiques.parquet", "narratives.parquet" })
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(direct.Folder, table)), await File.ReadAllBytesAsync(Path.Combine(request.Out, table)));
        }
    }

    [Fact]
    public async Task Narratives_wait_for_their_users_critiques()
    {
        var request = Request(fixture.File("waits"), "http://127.0.0.1:9/v1/");

        var result = await Generate.Run(request);

        var prompts = result.Batch!.Round!.Manifest.Prompts.Keys;
        Assert.Null(result.Manifest);
        Assert.Contains(prompts, prompt => prompt.StartsWith("critique", StringComparison.Ordinal));
        var users = Directory.EnumerateFiles(result.Batch.Round.Folder, "places-*.jsonl").SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("place").GetString()!.Split('/'))
            .GroupBy(place => place[0].StartsWith("critique", StringComparison.Ordinal)).ToDictionary(group => group.Key, group => group.Select(place => place[1]).ToHashSet());
        Assert.Empty(users[true].Intersect(users.GetValueOrDefault(false) ?? []));
    }

    [Fact]
    public async Task Finish_writes_what_is_there_and_counts_the_rest()
    {
        var request = Request(fixture.File("finished"), "http://127.0.0.1:9/v1/");
        var asked = (await Generate.Run(request)).Batch!.Round!.Manifest.Requests;

        var result = await Generate.Run(request with { Batch = new BatchOptions { IsLast = true } });

        Assert.True(asked > 0);
        Assert.Null(result.Batch!.Round);
        Assert.True(result.Manifest!.Counts["critique_pairs_waiting"] > 0);
        Assert.Equal(0, result.Manifest.Counts["narrative_texts"]);
    }

    [Fact]
    public async Task A_budget_keeps_requests_out_of_the_files_over_all_rounds()
    {
        var request = Request(fixture.File("budget"), "http://127.0.0.1:9/v1/") with { Budget = new Budget { MaxRequests = 10 } };

        var first = await Generate.Run(request);
        var second = await Generate.Run(request with { Budget = new Budget { MaxRequests = 25 } });

        Assert.Equal((10, 15), (first.Batch!.Round!.Manifest.Requests, second.Batch!.Round!.Manifest.Requests));
        Assert.True(first.Batch.BeyondBudget > 0);
    }

    [Theory]
    [InlineData("http://user:sesame@127.0.0.1:9/v1/")]
    [InlineData("ftp://127.0.0.1/")]
    public async Task An_address_that_must_not_be_written_down_is_refused(string address)
    {
        var request = Request(fixture.File("refused"), address);

        var problem = await Assert.ThrowsAsync<RegenException>(() => Generate.Run(request));

        Assert.DoesNotContain("sesame", problem.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(request.Out));
    }

    [Fact]
    public async Task A_scripted_model_takes_no_batches()
    {
        var request = Request(fixture.File("scripted"), "x") with { Endpoint = null, Model = null };

        var problem = await Assert.ThrowsAsync<RegenException>(() => Generate.Run(request));

        Assert.Contains("scripted", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_on_a_folder_without_batches_says_how_to_make_them()
    {
        var problem = await Assert.ThrowsAsync<RegenException>(() => new BatchWork { Folder = fixture.File("nothing") }.Ingest([]));

        Assert.Contains("--executor batch", problem.Fix, StringComparison.Ordinal);
        Assert.False(Directory.Exists(fixture.File("nothing")));
    }

    private GenerateRequest Request(string folder, string address) => new()
    {
        Experiment = Repository.Path("experiments/generation/sample.v1.yaml"),
        Data = fixture.Prepared,
        Out = folder,
        Endpoint = address,
        Model = "m",
        Batch = new BatchOptions(),
    };

    /// <summary>A provider whose model is the scripted writer; lines that do not count are lost.</summary>
    private static string Answers(string[] lines, Func<int, bool> counts) => string.Join('\n', lines.Where((_, number) => counts(number + 1)).Select(static line =>
    {
        using var json = JsonDocument.Parse(line);
        var (_, user) = RequestLine.Texts(BatchFormat.OpenAI, System.Text.Encoding.UTF8.GetBytes(line));
        return Asking.Good(AnswerKey.Read(json.RootElement.GetProperty("custom_id").GetString())!.Value, ScriptedWriter.Answer(user));
    }));
}
