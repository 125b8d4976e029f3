using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Cache;
using Regen.Core.Models.Encoders.Hashed;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Models.Encoders;

public sealed class TextVectorCacheTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CountingEncoder encoder = new();

    /// <summary>Three shards, every tenth text a repeat, one empty.</summary>
    private static IReadOnlyList<string> Texts { get; } =
        [.. Enumerable.Range(0, 700).Select(i => i == 5 ? "" : $"pen {i - (i % 10 == 9 ? 9 : 0)} " + string.Concat(Enumerable.Repeat("blue ", i % 7)))];

    public static TheoryData<string> Forms => ["mean", "chunks", "tokens"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Vectors_are_the_encoders_rounded_to_float16(string form)
    {
        using var vectors = TextVectorCache.OpenOrBuild(Request(form));
        var direct = encoder.Encode(Texts, TextForm.Parse(form, 3, 16));

        Assert.Equal(Texts.Count, vectors.Count);
        for (var i = 0; i < Texts.Count; i++)
        {
            Assert.Equal(direct.RowCount(i), vectors.RowCount(i));
            Assert.Equal(direct.RowsOf(i).ToArray().Select(value => (Half)value), vectors.RowsOf(i).ToArray());
        }
    }

    [Fact]
    public void A_text_that_comes_twice_is_encoded_and_stored_once_and_a_second_opening_encodes_nothing()
    {
        using var first = TextVectorCache.OpenOrBuild(Request("mean"));
        var distinct = Texts.Distinct().Count();
        Assert.Equal(distinct, first.DistinctCount);
        Assert.Equal(distinct, encoder.Encoded);

        using var second = TextVectorCache.OpenOrBuild(Request("mean"));
        Assert.Equal(distinct, encoder.Encoded);
    }

    [Fact]
    public void Another_form_length_text_list_or_encoder_is_another_cache()
    {
        using var other = new CountingEncoder(new HashedSettings { Places = 4 });
        CacheRequest[] requests =
        [
            Request("mean"), Request("tokens"), Request("chunks"), Request("chunks") with { Chunks = 4 }, Request("mean") with { MaxTokens = 17 },
            Request("mean") with { Texts = [.. Texts.Reverse()] }, Request("mean") with { Encoder = other },
        ];
        foreach (var request in requests)
        {
            TextVectorCache.OpenOrBuild(request).Dispose();
        }

        Assert.Equal(requests.Length, Directory.GetDirectories(folder.Path).Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_maker_that_was_stopped_is_continued_to_the_same_bytes(int shardsBefore)
    {
        var whole = Bytes("tokens");
        using var elsewhere = new TempFolder();
        var request = Request("tokens") with { Folder = elsewhere.Path };
        encoder.FailAtCall(shardsBefore);
        Assert.Throws<InvalidOperationException>(() => TextVectorCache.OpenOrBuild(request));

        encoder.FailAtCall(null);
        TextVectorCache.OpenOrBuild(request).Dispose();
        Assert.Equal(whole, Bytes("tokens", elsewhere.Path));
    }

    [Fact]
    public void Work_done_before_a_kill_is_not_done_again()
    {
        encoder.FailAtCall(2);
        Assert.Throws<InvalidOperationException>(() => TextVectorCache.OpenOrBuild(Request("mean")));
        var before = encoder.Encoded;
        encoder.FailAtCall(null);
        TextVectorCache.OpenOrBuild(Request("mean")).Dispose();
        Assert.Equal(256, before);
        Assert.Equal(Texts.Distinct().Count(), encoder.Encoded);
    }

    /// <summary>A kill can leave any prefix of either file; each must lead to the same cache.</summary>
    [Fact]
    public void Any_cut_of_the_unfinished_files_is_continued_to_the_same_bytes()
    {
        var whole = Bytes("mean");
        encoder.FailAtCall(3);
        using var half = new TempFolder();
        Assert.Throws<InvalidOperationException>(() => TextVectorCache.OpenOrBuild(Request("mean") with { Folder = half.Path }));
        encoder.FailAtCall(null);
        var random = new SeededRandom(7);
        for (var round = 0; round < 12; round++)
        {
            using var copy = new TempFolder();
            var target = CopyCache(half.Path, copy.Path);
            foreach (var name in new[] { "rows.part", "journal" })
            {
                using var file = File.OpenWrite(Path.Combine(target, name));
                file.SetLength(random.Next((int)file.Length + 1));
            }

            TextVectorCache.OpenOrBuild(Request("mean") with { Folder = copy.Path }).Dispose();
            Assert.Equal(whole, Bytes("mean", copy.Path));
        }
    }

    [Fact]
    public void A_kill_between_the_last_renames_costs_nothing()
    {
        var whole = Bytes("mean");
        var cache = Assert.Single(Directory.GetDirectories(folder.Path));
        encoder.FailAtCall(3);
        using var other = new TempFolder();
        Assert.Throws<InvalidOperationException>(() => TextVectorCache.OpenOrBuild(Request("mean") with { Folder = other.Path }));
        encoder.FailAtCall(null);
        var target = Assert.Single(Directory.GetDirectories(other.Path));
        File.Delete(Path.Combine(target, "rows.part"));
        File.Copy(Path.Combine(cache, "rows"), Path.Combine(target, "rows"));
        var before = encoder.Encoded;

        TextVectorCache.OpenOrBuild(Request("mean") with { Folder = other.Path }).Dispose();

        Assert.Equal(whole, Bytes("mean", other.Path));
        Assert.Equal(Texts.Distinct().Count() - 512, encoder.Encoded - before); // two shards came from the rows that were there
    }

    [Theory]
    [InlineData("rows", "flip", "checksum of shard")]
    [InlineData("rows", "cut", "its rows hold")]
    [InlineData("rows", "delete", "rows")]
    [InlineData("index", "flip", "checksum of its index")]
    [InlineData("index", "cut", "index")]
    [InlineData("index", "empty", "cut off")]
    public void A_damaged_cache_is_reported_and_made_anew(string name, string damage, string reported)
    {
        var whole = Bytes("mean");
        Damage(Path.Combine(Assert.Single(Directory.GetDirectories(folder.Path)), name), damage);
        var said = new List<string>();

        TextVectorCache.OpenOrBuild(Request("mean"), new Collector(said)).Dispose();

        Assert.Contains(said, line => line.Contains("damaged", StringComparison.Ordinal) && line.Contains(reported, StringComparison.Ordinal));
        Assert.Equal(whole, Bytes("mean"));
    }

    [Fact]
    public async Task Of_several_makers_one_works_and_all_get_the_vectors()
    {
        var makers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var own = new CountingEncoder();
            using var vectors = TextVectorCache.OpenOrBuild(Request("tokens") with { Encoder = own });
            return (own.Encoded, First: vectors.RowsOf(0).ToArray());
        })).ToList();
        var results = await Task.WhenAll(makers);

        Assert.Equal(Texts.Distinct().Count(), results.Sum(result => result.Encoded));
        Assert.All(results, result => Assert.Equal(results[0].First, result.First));
    }

    [Fact]
    public void A_full_disk_is_said_and_the_work_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(TinyDisk.CanMount, TinyDisk.Reason);
        using var disk = TinyDisk.Mount(160);
        var error = Assert.Throws<RegenException>(() => TextVectorCache.OpenOrBuild(Request("mean") with { Folder = disk.Path }));
        Assert.Contains("disk is full", error.What, StringComparison.Ordinal);
        var before = encoder.Encoded;

        using var room = new TempFolder();
        CopyCache(disk.Path, room.Path);
        TextVectorCache.OpenOrBuild(Request("mean") with { Folder = room.Path }).Dispose();
        Assert.True(encoder.Encoded - before < Texts.Distinct().Count());
    }

    [Fact]
    public void A_folder_that_is_a_file_is_said()
    {
        File.WriteAllText(folder.File("taken"), "");
        var error = Assert.Throws<RegenException>(() => TextVectorCache.OpenOrBuild(Request("mean") with { Folder = folder.File("taken") }));
        Assert.Contains("cannot be written", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void No_texts_make_an_empty_cache()
    {
        using var vectors = TextVectorCache.OpenOrBuild(Request("mean") with { Texts = [] });
        Assert.Equal(0, vectors.Count);
    }

    [Fact]
    public void A_stop_ends_the_work_and_keeps_what_is_done()
    {
        using var stop = new CancellationTokenSource();
        encoder.AfterCall = stop.Cancel;
        Assert.ThrowsAny<OperationCanceledException>(() => TextVectorCache.OpenOrBuild(Request("mean"), null, stop.Token));
        var before = encoder.Encoded;
        encoder.AfterCall = null;
        TextVectorCache.OpenOrBuild(Request("mean")).Dispose();
        Assert.Equal(Texts.Distinct().Count(), encoder.Encoded);
        Assert.Equal(256, before);
    }

    [Fact]
    public void Progress_counts_every_distinct_text_and_says_how_long_it_takes()
    {
        var said = new List<string>();
        TextVectorCache.OpenOrBuild(Request("mean"), new Collector(said)).Dispose();
        var count = Texts.Distinct().Count();
        Assert.Equal(3, said.Count);
        Assert.Matches($@"^encoding texts \(hashed\) {count}/{count} texts: \d+ texts/s, 0 s left$", said[^1]);
    }

    [Fact]
    public void A_vector_that_is_not_finite_is_refused()
    {
        encoder.IsBroken = true;
        var error = Assert.Throws<RegenException>(() => TextVectorCache.OpenOrBuild(Request("mean")));
        Assert.Contains("not finite", error.What, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    private CacheRequest Request(string form) => new() { Folder = folder.Path, Encoder = encoder, Texts = Texts, Form = form, Chunks = 3, MaxTokens = 16 };

    private byte[] Bytes(string form, string? root = null)
    {
        TextVectorCache.OpenOrBuild(Request(form) with { Folder = root ?? folder.Path }).Dispose();
        var cache = Assert.Single(Directory.GetDirectories(root ?? folder.Path));
        return [.. File.ReadAllBytes(Path.Combine(cache, "index")), .. File.ReadAllBytes(Path.Combine(cache, "rows"))];
    }

    private static string CopyCache(string from, string to)
    {
        var source = Assert.Single(Directory.GetDirectories(from));
        var target = Directory.CreateDirectory(Path.Combine(to, Path.GetFileName(source))).FullName;
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    private static void Damage(string path, string damage)
    {
        var bytes = File.ReadAllBytes(path);
        switch (damage)
        {
            case "flip":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
            case "cut":
                File.WriteAllBytes(path, bytes[..^3]);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            default:
                File.Delete(path);
                break;
        }
    }

    private sealed class Collector(List<string> lines) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => lines.Add($"{value.Stage} {value.Done}/{value.Total} {value.Unit}: {value.Detail}");
    }
}
