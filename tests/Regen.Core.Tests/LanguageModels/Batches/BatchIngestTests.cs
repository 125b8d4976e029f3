using System.IO.Compression;
using System.Text;
using Regen.Core.Domain;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Tests.LanguageModels.Answers;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Batches;

public sealed class BatchIngestTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly MemoryStore store = new();
    private readonly BatchFolder folder;

    public BatchIngestTests() => folder = BatchFolder.Open(temp.File("batch"));

    public void Dispose()
    {
        folder.Dispose();
        temp.Dispose();
    }

    [Fact]
    public async Task Every_kind_of_line_is_told_apart()
    {
        await Write(10);
        var cut = Asking.Good(Asking.Key(1));
        var file = Answers(
            Asking.Good(Asking.Key(0)), Asking.Good(Asking.Key(0)), Asking.Good(Asking.Key(0), "other"), // answered, doubled, conflicting
            cut[..(cut.Length / 2)], // torn
            Asking.Failed(Asking.Key(2)), Asking.Failed(Asking.Key(3), 500), // failed
            Asking.Failed(Asking.Key(4)), Asking.Good(Asking.Key(4)), // failed first, then answered
            Asking.Good(Asking.Key(5), "{\"text\":\"it en", "length"), // stopped by the limit
            Asking.Good(Asking.Key(6), "", "stop"), Asking.Good(Asking.Key(7), "no", "content_filter"), // failed as well
            Asking.Good(Asking.Key(99)), Asking.Failed(Asking.Key(99)), // foreign
            "", "what?", "{\"custom_id\":\"../../etc/passwd\",\"response\":{}}"); // an empty line is nothing

        var summary = await BatchIngest.Run(folder, [file], store);

        Assert.Equal((10, 3, 3, 1), (summary.Asked, summary.Answered, summary.Stored, summary.StoppedByLimit));
        Assert.Equal((1, 4, 2), (summary.Torn, summary.Failed, summary.Missing));
        Assert.Equal("429:1 500:1 content_filter:1 empty:1", string.Join(' ', summary.FailedByCode.Select(code => $"{code.Key}:{code.Value}")));
        Assert.Equal((2, 1, 1, 2), (summary.Foreign, summary.Doubled, summary.Conflicting, summary.Unattributed));
        Assert.Equal(3, summary.ReportedModels["m-1"]);
        Assert.Contains("failed (500): answers.jsonl line 6: Rate limit", summary.Examples);
        Assert.Contains("missing: critique/U8/1", summary.Examples);
        Assert.Equal("{\"text\":\"fine\"}", store.Kept[Asking.Key(0)].Answer.Text);
        Assert.Equal((10L, 5L, "stop"), (store.Kept[Asking.Key(0)].Answer.InputTokens, store.Kept[Asking.Key(0)].Answer.OutputTokens, store.Kept[Asking.Key(0)].Answer.FinishReason));
    }

    [Fact]
    public async Task The_store_gets_the_request_as_it_was_asked()
    {
        await Write(3);
        await BatchIngest.Run(folder, [Answers([.. Enumerable.Range(0, 3).Select(number => Asking.Good(Asking.Key(number)))])], store);

        Assert.All(Enumerable.Range(0, 3), number => Assert.Equal(Asking.Request(number), store.Kept[Asking.Key(number)].Request));
    }

    [Fact]
    public async Task Ingesting_twice_changes_nothing_and_the_next_round_asks_for_what_is_missing()
    {
        await Write(6);
        var file = Answers(Asking.Good(Asking.Key(4)), Asking.Failed(Asking.Key(1)), Asking.Good(Asking.Key(0)));
        var first = await BatchIngest.Run(folder, [file], store);
        var kept = store.Kept.ToArray();

        var second = await BatchIngest.Run(folder, [file], store);
        var (_, round) = await Asking.Ask(folder, store, Enumerable.Range(0, 6).Select(Asking.Question));

        Assert.Equal(kept, store.Kept.ToArray());
        Assert.Equal((2, 0, 2, 1, 3, 0), (second.Answered, second.Stored, first.Stored, second.Failed, second.Missing, second.Doubled));
        Assert.Equal(new[] { 1, 2, 3, 5 }.Select(number => Asking.Key(number).Hex), BatchInterviewerTests.Keys(round!));
    }

    [Fact]
    public async Task Gemini_answers_come_from_a_gzip_file_in_any_order()
    {
        await Write(4, new BatchOptions { Format = BatchFormat.Gemini });
        var file = temp.File("answers.jsonl.gz");
        using (var gzip = new GZipStream(File.Create(file), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n',
                Asking.GoodGemini(Asking.Key(2)),
                $"{{\"key\":\"{Asking.Key(1).Hex}\",\"error\":{{\"code\":429,\"message\":\"quota\",\"status\":\"RESOURCE_EXHAUSTED\"}}}}",
                $"{{\"key\":\"{Asking.Key(3).Hex}\",\"response\":{{\"promptFeedback\":{{\"blockReason\":\"SAFETY\"}}}}}}",
                Asking.GoodGemini(Asking.Key(0)))));
        }

        var summary = await BatchIngest.Run(folder, [file], store);

        Assert.Equal((2, 2), (summary.Answered, summary.Failed));
        Assert.Equal(["429", "SAFETY"], summary.FailedByCode.Keys);
        Assert.Equal(("{\"text\":\"fine\"}", 7L, "g-1", "stop"), (store.Kept[Asking.Key(0)].Answer.Text, store.Kept[Asking.Key(0)].Answer.OutputTokens, store.Kept[Asking.Key(0)].Answer.ReportedModel, store.Kept[Asking.Key(0)].Answer.FinishReason));
        Assert.Equal(Asking.Request(0), store.Kept[Asking.Key(0)].Request);
    }

    [Fact]
    public async Task A_torn_gzip_file_gives_what_stands_before_the_tear()
    {
        await Write(2000);
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 2000).Select(number => Asking.Good(Asking.Key(number))))));
        }

        var file = temp.File("answers.jsonl.gz");
        File.WriteAllBytes(file, packed.ToArray()[..(int)(packed.Length / 2)]);

        var summary = await BatchIngest.Run(folder, [file], store);

        Assert.InRange(summary.Answered, 500, 1500);
        Assert.Equal(2000, summary.Answered + summary.Missing + summary.Torn);
    }

    [Fact]
    public async Task A_changed_request_file_is_refused()
    {
        var round = await Write(2);
        File.AppendAllText(Path.Combine(round.Folder, "requests-0001.jsonl"), "\n");

        await Assert.ThrowsAsync<RegenException>(() => BatchIngest.Run(folder, [Answers("")], store));
    }

    [Fact]
    public async Task A_hundred_thousand_spoilt_lines_lose_no_good_one()
    {
        const int lines = 100_000;
        await Write(100);
        var random = SeededRandom.For(3, "spoilt lines");
        var good = Encoding.UTF8.GetBytes(Asking.Good(Asking.Key(5000), "{\"text\":\"it’s \\ud83d\\ude00 fine\"}"));
        using (var file = File.Create(temp.File("answers.jsonl")))
        {
            for (var number = 0; number < lines; number++)
            {
                file.Write(Spoilt.Bytes(good, random));
                file.Write("\n"u8);
                if (number % 1000 == 999)
                {
                    file.Write(Encoding.UTF8.GetBytes(Asking.Good(Asking.Key(number / 1000), $"{{\"text\":\"{number}\"}}") + "\n"));
                }
            }
        }

        var summary = await BatchIngest.Run(folder, [temp.File("answers.jsonl")], store);

        Assert.Equal((100, 100, 0), (summary.Asked, summary.Answered, summary.Conflicting));
        Assert.All(Enumerable.Range(0, 100), number => Assert.Equal($"{{\"text\":\"{(number * 1000) + 999}\"}}", store.Kept[Asking.Key(number)].Answer.Text));
        Assert.True(summary.Foreign + summary.Unattributed > lines / 2); // some spoilt lines are empty, and some name a key that was asked for
    }

    [Theory]
    [InlineData("\\ud800 and \\u0007 more", "\uFFFD and  more")]
    [InlineData("a\\r\\nb\\tc", "a\nb\tc")]
    public void A_text_is_made_harmless(string escaped, string expected)
    {
        var line = Asking.Good(Asking.Key(0), "X").Replace("\"X\"", $"\"{escaped}\"", StringComparison.Ordinal);

        Assert.Equal(expected, Assert.IsType<AnswerLine.Good>(AnswerLine.Parse(Encoding.UTF8.GetBytes(line))).Answer.Text);
    }

    private async Task<BatchRound> Write(int count, BatchOptions? options = null) =>
        (await Asking.Ask(folder, store, Enumerable.Range(0, count).Select(Asking.Question), options)).Round!;

    private string Answers(params string[] lines)
    {
        File.WriteAllText(temp.File("answers.jsonl"), string.Join('\n', lines));
        return temp.File("answers.jsonl");
    }
}
