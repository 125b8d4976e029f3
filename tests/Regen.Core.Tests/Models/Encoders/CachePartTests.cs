using Regen.Core.Domain;
using Regen.Core.Models.Encoders.Cache;
using Regen.Core.Models.Encoders.Hashed;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>A cache that several processes encode in parts, and the checks when the parts are joined.</summary>
[Collection("torch")] // seeds, threads and the count of tensors belong to the process
public sealed class CachePartTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CountingEncoder encoder = new();

    /// <summary>Five shards.</summary>
    private static IReadOnlyList<string> Texts { get; } = [.. Enumerable.Range(0, 1200).Select(i => $"pen {i} " + string.Concat(Enumerable.Repeat("blue ", i % 40)))];

    [Theory]
    [InlineData("mean", 1)]
    [InlineData("mean", 2)]
    [InlineData("tokens", 3)]
    [InlineData("chunks", 9)] // more parts than shards: some are empty
    public void Parts_from_several_folders_make_the_cache_that_one_process_makes(string form, int count)
    {
        using var alone = new TempFolder();
        using var elsewhere = new TempFolder();
        TextVectorCache.OpenOrBuild(Request(form) with { Folder = alone.Path }).Dispose();
        var before = encoder.Encoded;
        for (var i = count; i >= 1; i--)
        {
            TextVectorCache.BuildPart(Request(form) with { Folder = i % 2 == 0 ? elsewhere.Path : folder.Path }, new WorkPart(i, count));
        }

        Assert.Equal(Texts.Count, encoder.Encoded - before);
        TextVectorCache.Join(Request(form), count == 1 ? [] : [elsewhere.Path]).Dispose();
        Assert.Equal(Bytes(alone.Path), Bytes(folder.Path));
        Assert.Empty(Directory.GetDirectories(Directory.GetDirectories(folder.Path).Single())); // the parts are in the whole
        TextVectorCache.OpenOrBuild(Request(form)).Dispose();
        Assert.Equal(Texts.Count, encoder.Encoded - before); // and training finds it
    }

    [Fact]
    public void A_part_that_was_stopped_is_continued_and_a_finished_one_is_left_alone()
    {
        encoder.FailAtCall(2);
        Assert.Throws<InvalidOperationException>(() => TextVectorCache.BuildPart(Request("mean"), new WorkPart(1, 2)));
        var before = encoder.Encoded;
        encoder.FailAtCall(null);
        TextVectorCache.BuildPart(Request("mean"), new WorkPart(1, 2));
        var part = encoder.Encoded;
        Assert.Equal(256, before);
        Assert.True(part is > 256 and < 1200);
        TextVectorCache.BuildPart(Request("mean"), new WorkPart(1, 2));
        Assert.Equal(part, encoder.Encoded);
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        TextVectorCache.BuildPart(Request("mean"), new WorkPart(1, 3));
        TextVectorCache.BuildPart(Request("mean"), new WorkPart(3, 3));
        var error = Assert.Throws<RegenException>(() => TextVectorCache.Join(Request("mean"), []));
        Assert.Contains("are in no part", error.What, StringComparison.Ordinal);
        Assert.Contains("encode --shard 2/3", error.Fix, StringComparison.Ordinal);

        using var none = new TempFolder();
        error = Assert.Throws<RegenException>(() => TextVectorCache.Join(Request("mean") with { Folder = none.Path }, []));
        Assert.Contains("texts 0 to 1199 of 1200 are in no part", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_overlap_are_named()
    {
        TextVectorCache.BuildPart(Request("mean"), new WorkPart(1, 2));
        TextVectorCache.BuildPart(Request("mean"), new WorkPart(2, 2));
        TextVectorCache.BuildPart(Request("mean"), new WorkPart(2, 3));
        var error = Assert.Throws<RegenException>(() => TextVectorCache.Join(Request("mean"), []));
        Assert.Contains("both hold texts", error.What, StringComparison.Ordinal);
        Assert.Contains("2/3", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_by_another_encoder_in_another_form_or_of_other_texts_is_refused()
    {
        using var elsewhere = new TempFolder();
        using var other = new CountingEncoder(new HashedSettings { Places = 4 });
        foreach (var (request, what) in new[]
        {
            (Request("mean") with { Encoder = other }, "another encoder"),
            (Request("mean") with { MaxTokens = 17 }, "another encoder, other weights or in another form"),
            (Request("mean") with { Texts = [.. Texts.Skip(1)] }, "holds other texts"),
        })
        {
            var part = TextVectorCache.BuildPart(request with { Folder = elsewhere.Path }, new WorkPart(1, 2));
            var error = Assert.Throws<RegenException>(() => TextVectorCache.Join(Request("mean"), [part]));
            Assert.Contains(what, error.What, StringComparison.Ordinal);
            Assert.Equal(Path.Combine(part, "part"), error.Where);
        }
    }

    [Theory]
    [InlineData("rows", "damaged or cut off")]
    [InlineData("part", "this part is damaged")]
    public void A_damaged_part_is_refused(string name, string what)
    {
        var part = TextVectorCache.BuildPart(Request("mean"), new WorkPart(1, 1));
        var bytes = File.ReadAllBytes(Path.Combine(part, name));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(Path.Combine(part, name), bytes);
        var error = Assert.Throws<RegenException>(() => TextVectorCache.Join(Request("mean"), []));
        Assert.Contains(what, error.What, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(part, name), error.Where);
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1")]
    [InlineData("a/b")]
    [InlineData("-1/2")]
    public void What_is_no_part_is_refused(string text) =>
        Assert.Equal("--shard", Assert.Throws<RegenException>(() => WorkPart.Parse(text, "--shard")).Where);

    [Fact]
    public void Parts_cut_any_work_into_neighbours_of_about_equal_size()
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < 50; round++)
        {
            var work = Enumerable.Range(0, random.Next(40)).Select(_ => (long)random.Next(1000) + 1).ToList();
            var count = random.Next(12) + 1;
            var next = 0;
            foreach (var (first, end) in Enumerable.Range(1, count).Select(i => new WorkPart(i, count).Of(work)))
            {
                Assert.Equal(next, first);
                Assert.True(work.Skip(first).Take(end - first).Sum() <= (work.Sum() / count) + 1001);
                next = end;
            }

            Assert.Equal(work.Count, next);
        }
    }

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    private CacheRequest Request(string form) => new() { Folder = folder.Path, Encoder = encoder, Texts = Texts, Form = form, Chunks = 3, MaxTokens = 16 };

    private static byte[] Bytes(string root)
    {
        var cache = Assert.Single(Directory.GetDirectories(root));
        return [.. File.ReadAllBytes(Path.Combine(cache, "index")), .. File.ReadAllBytes(Path.Combine(cache, "rows"))];
    }
}
