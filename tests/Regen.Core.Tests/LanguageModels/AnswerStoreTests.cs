using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class AnswerStoreTests
{
    private static readonly Budget NoBound = new();

    [Fact]
    public async Task Answers_come_back_whole_after_the_store_is_opened_again_and_the_first_of_a_key_stays()
    {
        using var folder = new TempFolder();
        var full = new ModelAnswer { Text = "line\n\ttab é \U0001F600", ReportedModel = "m-1", FinishReason = "stop", InputTokens = 7, OutputTokens = 0 };
        var bare = new ModelAnswer { Text = "" };
        using (var store = DuckDBAnswerStore.Open(folder.Path))
        {
            await Task.WhenAll(Add(store, 1, full), Add(store, 2, bare));
            await Add(store, 1, bare);
            await Task.WhenAll(Add(store, 2, full), Add(store, 3, full), Add(store, 3, bare));
        }

        using var again = DuckDBAnswerStore.Open(folder.Path);
        var found = again.Find([Key(1), Key(2), Key(3), Key(4)]);
        Assert.Equal((3, 3), (found.Count, again.CountAnswers()));
        Assert.Equal([full, bare, full], [found[Key(1)], found[Key(2)], found[Key(3)]]);
        Assert.Empty(again.Find([]));
    }

    [Fact]
    public async Task Windows_of_keys_find_what_is_there_among_many()
    {
        using var folder = new TempFolder();
        using var store = DuckDBAnswerStore.Open(folder.Path);
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(number => Add(store, number, new ModelAnswer { Text = $"text {number}" })));
        AnswerKey[] window = [.. Enumerable.Range(0, 1000).Select(static number => Key(number * 7))];

        var found = store.Find(window);

        Assert.Equal(window.Take(715), found.Keys.OrderBy(key => Array.IndexOf(window, key)));
        Assert.All(found, one => Assert.Equal($"text {Array.IndexOf(window, one.Key) * 7}", one.Value.Text));
    }

    [Fact]
    public void A_second_opening_is_refused_and_a_lock_file_that_was_left_is_not()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("store.lock"), "4711");
        using (DuckDBAnswerStore.Open(folder.Path))
        {
            var problem = Assert.Throws<RegenException>(() => DuckDBAnswerStore.Open(folder.Path));
            Assert.Contains("another process has this store", problem.What, StringComparison.Ordinal);
            Assert.Equal(folder.Path, problem.Where);
        }

        DuckDBAnswerStore.Open(folder.Path).Dispose();
    }

    [Fact]
    public void A_file_that_is_no_store_is_named()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("answers.duckdb"), new string('x', 10_000));
        var problem = Assert.Throws<RegenException>(() => DuckDBAnswerStore.Open(folder.Path));
        Assert.Contains("answers.duckdb", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_ends_anywhere_gives_back_whole_commits_up_to_there()
    {
        using var folder = new TempFolder();
        using var image = new TempFolder();
        using (var store = DuckDBAnswerStore.Open(folder.Path))
        {
            for (var commit = 0; commit < 8; commit++)
            {
                await Task.WhenAll(Enumerable.Range(0, 5).Select(number => Add(store, (commit * 5) + number, new ModelAnswer { Text = $"answer {number} of {commit}" })));
                Assert.True(await ((IRunStore)store).Reserve(1, NoBound, CancellationToken.None));
            }

            // A copy of the files of a living store is what a kill at this instant leaves.
            File.Copy(folder.File("answers.duckdb"), image.File("answers.duckdb"));
            File.Copy(folder.File("answers.duckdb.wal"), image.File("wal"));
        }

        var log = File.ReadAllBytes(image.File("wal"));
        var counts = new SortedSet<long>();
        for (var length = 0; length <= log.Length; length += length > log.Length - 200 ? 1 : 97)
        {
            using var torn = new TempFolder();
            File.Copy(image.File("answers.duckdb"), torn.File("answers.duckdb"));
            File.WriteAllBytes(torn.File("answers.duckdb.wal"), log[..length]);
            counts.Add(await CheckTorn(torn.Path));
        }

        Assert.Equal([0, 5, 10, 15, 20, 25, 30, 35, 40], counts);
    }

    [Fact]
    public async Task A_full_disk_ends_with_words_and_the_store_goes_on_once_there_is_room()
    {
        Assert.SkipUnless(TinyDisk.CanMount, TinyDisk.Reason);
        using var disk = TinyDisk.Mount(kilobytes: 3000);
        var stored = 0;
        using (var store = DuckDBAnswerStore.Open(Path.Combine(disk.Path, "store")))
        {
            var problem = await Assert.ThrowsAsync<RegenException>(async () =>
            {
                for (; stored < 100_000; stored += 10)
                {
                    await Task.WhenAll(Enumerable.Range(stored, 10).Select(number => Add(store, number, Noise(number))));
                }
            });
            Assert.Contains("free disk space", problem.Fix, StringComparison.Ordinal);
            Assert.Throws<RegenException>(() => { _ = Add(store, 1, Noise(1)); });
        }

        disk.Grow(kilobytes: 20_000);
        using var again = DuckDBAnswerStore.Open(Path.Combine(disk.Path, "store"));
        Assert.True(stored > 0);
        Assert.Equal(stored, again.CountAnswers());
        Assert.Equal(stored, again.Find([.. Enumerable.Range(0, stored + 10).Select(Key)]).Count);
        await Add(again, stored, Noise(stored));
    }

    [Fact]
    public async Task Reservations_that_a_dead_process_left_count_as_spent_and_as_lost()
    {
        using var folder = new TempFolder();
        using var image = new TempFolder();
        using (IRunStore store = DuckDBAnswerStore.Open(folder.Path))
        {
            for (var attempt = 0; attempt < 5; attempt++)
            {
                Assert.True(await store.Reserve(10, NoBound, CancellationToken.None));
            }

            store.Settle(new LedgerLine(AttemptKind.Answered, 1, 10, 4, 100, 50));
            store.Settle(new LedgerLine(AttemptKind.Unsent, 1, 10, 0, 0, 0));
            await store.Reserve(10, NoBound, CancellationToken.None);
            foreach (var file in Directory.GetFiles(folder.Path, "answers.*"))
            {
                File.Copy(file, image.File(Path.GetFileName(file)));
            }
        }

        using (IRunStore dead = DuckDBAnswerStore.Open(image.Path))
        {
            // Six reserved; one answered at 4, one never sent; four were open, at 10 each.
            Assert.Equal(new LedgerTotals(5, 4, 0, TokenEstimate.Dollars(44), 100, 50), dead.Totals);
            Assert.False(await dead.Reserve(10, new Budget { MaxRequests = 5 }, CancellationToken.None));
            Assert.False(await dead.Reserve(10, new Budget { MaxCost = TokenEstimate.Dollars(53) }, CancellationToken.None));
            Assert.True(await dead.Reserve(10, new Budget { MaxCost = TokenEstimate.Dollars(54) }, CancellationToken.None));
            dead.Settle(new LedgerLine(AttemptKind.Answered, 1, 10, 10, 1, 1));
        }

        using IRunStore later = DuckDBAnswerStore.Open(image.Path);
        Assert.Equal(new LedgerTotals(6, 4, 0, TokenEstimate.Dollars(54), 101, 51), later.Totals);
    }

    [Fact]
    public async Task A_reservation_without_room_waits_for_those_under_way()
    {
        using var folder = new TempFolder();
        using IRunStore store = DuckDBAnswerStore.Open(folder.Path);
        var budget = new Budget { MaxCost = TokenEstimate.Dollars(15) };
        Assert.True(await store.Reserve(10, budget, CancellationToken.None));
        var second = store.Reserve(10, budget, CancellationToken.None);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        store.Settle(new LedgerLine(AttemptKind.Answered, 1, 10, 5, 1, 1));

        Assert.True(await second);
        store.Settle(new LedgerLine(AttemptKind.Answered, 1, 10, 6, 1, 1));
        Assert.False(await store.Reserve(10, budget, CancellationToken.None));
    }

    [Fact]
    public async Task Merging_takes_answers_and_ledgers_once_and_refuses_conflicting_keys_by_name()
    {
        using var folder = new TempFolder();
        await Fill(folder.File("a"), 0, 60, "text");
        await Fill(folder.File("b"), 40, 100, "text");
        await Fill(folder.File("c"), 99, 102, "other");

        var first = DuckDBAnswerStore.Merge(folder.File("all"), [folder.File("a"), folder.File("b")]);
        var second = DuckDBAnswerStore.Merge(folder.File("all"), [folder.File("b")]);
        var problem = Assert.Throws<RegenException>(() => DuckDBAnswerStore.Merge(folder.File("all"), [folder.File("c")]));

        Assert.Equal(new MergeResult(100, 0, 2), first);
        Assert.Equal(new MergeResult(0, 0, 0), second);
        Assert.Contains(Key(99).Hex, problem.What, StringComparison.Ordinal);
        Assert.StartsWith("1 answers differ", problem.What, StringComparison.Ordinal);
        using var all = DuckDBAnswerStore.Open(folder.File("all"));
        Assert.Equal((100, 2), (all.CountAnswers(), all.Totals.Attempts));
        Assert.Equal("text 99", all.Find([Key(99)])[Key(99)].Text);
        Assert.Contains("no store", Assert.Throws<RegenException>(() => DuckDBAnswerStore.Merge(folder.File("all"), [folder.File("none")])).What, StringComparison.Ordinal);
    }

    internal static AnswerKey Key(int number) => AnswerKey.Of(Talk.Scripted, "", Talk.Request($"q{number}"));

    private static Task Add(DuckDBAnswerStore store, int number, ModelAnswer answer) => store.Add(Key(number), Talk.Request($"q{number}"), answer);

    private static async Task Fill(string folder, int from, int to, string text)
    {
        using var store = DuckDBAnswerStore.Open(folder);
        await Task.WhenAll(Enumerable.Range(from, to - from).Select(number => Add(store, number, new ModelAnswer { Text = $"{text} {number}" })));
        await ((IRunStore)store).Reserve(3, NoBound, CancellationToken.None);
        ((IRunStore)store).Settle(new LedgerLine(AttemptKind.Answered, 1, 3, 2, 1, 1));
    }

    private static ModelAnswer Noise(int number)
    {
        var bytes = new byte[3000];
        new Random(number).NextBytes(bytes);
        return new ModelAnswer { Text = Convert.ToBase64String(bytes) };
    }

    /// <returns>How many answers a torn store has; they are the first ones, and it takes more.</returns>
    private static async Task<long> CheckTorn(string folder)
    {
        using var store = DuckDBAnswerStore.Open(folder);
        var count = store.CountAnswers();
        Assert.Equal(Enumerable.Range(0, (int)count).Select(Key), store.Find([.. Enumerable.Range(0, 41).Select(Key)]).Keys.OrderBy(static key => Array.IndexOf(Keys, key)));
        await Add(store, 1000, new ModelAnswer { Text = "more" });
        return count;
    }

    private static readonly AnswerKey[] Keys = [.. Enumerable.Range(0, 41).Select(Key)];
}
