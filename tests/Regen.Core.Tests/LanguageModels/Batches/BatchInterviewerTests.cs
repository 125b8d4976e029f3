using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Batches;

public sealed class BatchInterviewerTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly MemoryStore store = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Each_missing_request_is_written_once_and_all_questions_wait()
    {
        using var folder = BatchFolder.Open(temp.File("a"));

        var (outcomes, round) = await Asking.Ask(folder, store, Enumerable.Range(0, 1000).Select(number => Asking.Question(number % 300)));

        Assert.Equal(1000, outcomes.Count);
        Assert.All(outcomes, outcome => Assert.IsType<Outcome<string>.Waiting>(outcome));
        Assert.Equal(300, round!.Manifest.Requests);
        Assert.Equal(Enumerable.Range(0, 300).Select(number => Asking.Key(number).Hex), Keys(round));
        Assert.Equal(300, round.Manifest.Prompts["critique.v1 3f5a"]);
        Assert.Equal(300 * 64, round.Manifest.OutputTokensAtMost);
        Assert.Equal(((round.Manifest.InputTokens * 2) + (300 * 64 * 8)) / 1e6 / 2, round.Manifest.CostAtMost!.Value, 1e-12);
    }

    [Theory]
    [InlineData(7, 1_000_000)]
    [InlineData(1000, 9000)]
    public async Task Files_hold_no_more_lines_and_bytes_than_the_provider_takes(int lines, long bytes)
    {
        using var folder = BatchFolder.Open(temp.File("a"));

        var (_, round) = await Asking.Ask(folder, store, Many(100), new BatchOptions { MaxLines = lines, MaxBytes = bytes });

        Assert.True(round!.Manifest.Files.Count > 5);
        Assert.All(round.Manifest.Files, file =>
        {
            Assert.Equal(file.Bytes, new FileInfo(Path.Combine(round.Folder, file.Name)).Length);
            Assert.Equal(file.Lines, File.ReadLines(Path.Combine(round.Folder, file.Name)).Count());
            Assert.True(file.Lines <= lines && file.Bytes <= bytes);
        });
        Assert.Equal(100, Keys(round).Distinct().Count());
    }

    [Fact]
    public async Task Equal_input_gives_equal_bytes_and_a_killed_write_starts_again()
    {
        using var first = BatchFolder.Open(temp.File("a"));
        using var second = BatchFolder.Open(temp.File("b"));
        var killed = new BatchInterviewer(second, Asking.Model, store, new BatchOptions { MaxLines = 3 });
        await foreach (var _ in killed.Ask(Many(5).Select(question => question)))
        {
        }

        Assert.Empty(second.Rounds()); // no manifest: as if killed
        var (_, one) = await Asking.Ask(first, store, Many(20), new BatchOptions { MaxLines = 8 });
        var (_, other) = await Asking.Ask(second, store, Many(20), new BatchOptions { MaxLines = 8 });

        Assert.Equal(Bytes(one!), Bytes(other!));
        killed.Dispose();
    }

    [Fact]
    public async Task What_waits_in_an_earlier_round_is_not_written_again()
    {
        using var folder = BatchFolder.Open(temp.File("a"));
        await Asking.Ask(folder, store, Many(5));

        var (again, none) = await Asking.Ask(folder, store, Many(5));
        var (_, more) = await Asking.Ask(folder, store, Many(7));
        var (_, forced) = await Asking.Ask(folder, store, Many(7), new BatchOptions { IsAskingAgain = true });

        Assert.Null(none);
        Assert.All(again, outcome => Assert.IsType<Outcome<string>.Waiting>(outcome));
        Assert.Equal((2, 7), (more!.Manifest.Requests, forced!.Manifest.Requests));
    }

    [Fact]
    public async Task Stored_answers_are_read_and_an_unreadable_one_is_asked_once_more()
    {
        using var folder = BatchFolder.Open(temp.File("a"));
        await store.Add(Asking.Key(0), Asking.Request(0), new ModelAnswer { Text = "{\"text\":\"good\"}" });
        await store.Add(Asking.Key(1), Asking.Request(1), new ModelAnswer { Text = "bad" });
        await store.Add(Asking.Key(2), Asking.Request(2), new ModelAnswer { Text = "bad" });
        var repair = Asking.Question(2).Again!(store.Kept[Asking.Key(2)].Answer, "no text");
        await store.Add(AnswerKey.Of(Asking.Model, "", repair), repair, new ModelAnswer { Text = "bad again" });

        var (outcomes, round) = await Asking.Ask(folder, store, Many(4));

        Assert.Equal("good", Assert.IsType<Outcome<string>.Answered>(outcomes[0]).Value);
        Assert.IsType<Outcome<string>.Waiting>(outcomes[1]);
        Assert.Equal("bad again", Assert.IsType<Outcome<string>.Unreadable>(outcomes[2]).Answer.Text);
        Assert.IsType<Outcome<string>.Waiting>(outcomes[3]);
        Assert.Equal([AnswerKey.Of(Asking.Model, "", Asking.Question(1).Again!(store.Kept[Asking.Key(1)].Answer, "no text")).Hex, Asking.Key(3).Hex], Keys(round!));
    }

    [Fact]
    public async Task A_request_longer_than_a_file_is_refused_by_itself()
    {
        using var folder = BatchFolder.Open(temp.File("a"));

        var (outcomes, round) = await Asking.Ask(folder, store, Many(2), new BatchOptions { MaxBytes = 100 });

        Assert.All(outcomes, outcome => Assert.Contains("100 bytes", Assert.IsType<Outcome<string>.Unanswered>(outcome).Problem));
        Assert.Equal(0, round?.Manifest.Requests ?? 0);
    }

    [Fact]
    public void Two_processes_in_one_folder_are_refused()
    {
        using var folder = BatchFolder.Open(temp.File("a"));

        Assert.Contains("another process", Assert.Throws<RegenException>(() => BatchFolder.Open(temp.File("a"))).Message);
    }

    internal static IEnumerable<string> Keys(BatchRound round) =>
        round.Manifest.Files.SelectMany(file => File.ReadLines(Path.Combine(round.Folder, file.Name))).Select(line => AnswerLine.KeyIn(System.Text.Encoding.UTF8.GetBytes(line))!.Value.Hex);

    private static IEnumerable<Question<string>> Many(int count) => Enumerable.Range(0, count).Select(Asking.Question);

    private static string Bytes(BatchRound round) =>
        string.Concat(Directory.GetFiles(round.Folder).Order(StringComparer.Ordinal).Select(file => Path.GetFileName(file) + File.ReadAllText(file)));
}
