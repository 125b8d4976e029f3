using System.Text.Json;
using Regen.Core.Data.Sample;
using Regen.Core.Domain;
using Xunit;

namespace Regen.Core.Tests.Sample;

public sealed class SampleCorpusTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    [Fact]
    public void Equal_requests_give_equal_bytes_and_another_seed_gives_others()
    {
        var root = Directory.CreateTempSubdirectory("regen-sample-").FullName;
        try
        {
            SampleCorpus.Write(Small(root, "one", seed: 5));
            SampleCorpus.Write(Small(root, "two", seed: 5));
            SampleCorpus.Write(Small(root, "three", seed: 6));

            foreach (var file in (string[])[SampleCorpus.ReviewsFile, SampleCorpus.MetadataFile, SampleCorpus.CritiquesFile, SampleCorpus.CorpusFile])
            {
                var bytes = File.ReadAllBytes(Path.Combine(root, "one", file));
                Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(root, "two", file)));
                Assert.NotEqual(bytes, File.ReadAllBytes(Path.Combine(root, "three", file)));
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Every_review_has_the_shape_of_UCSD_2018_but_for_the_counted_malformed_lines()
    {
        var (lines, malformed) = sample.Read(SampleCorpus.ReviewsFile);

        Assert.Equal(sample.Result.MalformedReviewLines, malformed);
        Assert.InRange(malformed, 3, 20);
        Assert.Equal(sample.Result.Reviews, lines.Count);
        Assert.All(lines, review =>
        {
            Assert.InRange(review.GetProperty("overall").GetDouble(), 1, 5);
            Assert.Equal(0, review.GetProperty("unixReviewTime").GetInt64() % 86_400);
            Assert.Matches("^[01][0-9] [0-9]{1,2}, 20[01][0-9]$", review.GetProperty("reviewTime").GetString());
            Assert.Matches("^A[0-9A-Z]{13}$", review.GetProperty("reviewerID").GetString());
            Assert.Matches("^B0[0-9A-Z]{8}$", review.GetProperty("asin").GetString());
            Assert.NotEmpty(review.GetProperty("reviewText").GetString()!);
            Assert.DoesNotContain('{', review.GetProperty("reviewText").GetString()! + review.GetProperty("summary").GetString());
        });
    }

    [Fact]
    public void Every_listing_has_its_keys_and_an_ASIN_of_its_own()
    {
        var (lines, malformed) = sample.Read(SampleCorpus.MetadataFile);
        var titled = lines.Where(item => item.GetProperty("title").GetString() is { Length: > 0 }).ToList();

        Assert.Equal(sample.Result.MalformedMetadataLines, malformed);
        Assert.Equal(1500, titled.Count);
        Assert.Equal(lines.Count, lines.Select(item => item.GetProperty("asin").GetString()).Distinct().Count());
        Assert.All(titled, item =>
        {
            Assert.Contains(item.GetProperty("category").GetArrayLength(), (int[])[0, 4, 5, 6]);
            Assert.Matches(@"^(\$[0-9]+\.[0-9]{2})?$", item.GetProperty("price").GetString());
            Assert.DoesNotContain('{', item.GetProperty("title").GetString()! + item.GetProperty("description"));
        });
    }

    [Fact]
    public void Sizes_and_shares_are_those_that_the_decision_states()
    {
        var result = sample.Result;

        Assert.Equal((4000, 1500), (result.Users, result.Items));
        Assert.InRange((double)result.Interactions / result.Users, 7.7, 8.1);
        Assert.InRange((double)result.EligiblePairs / result.Pairs, 0.17, 0.19);
        Assert.InRange((double)result.TiedPairs / result.Pairs, 0.2, 0.28);
        Assert.True(result is { ShortUsers: > 0, ExactDuplicates: > 0, ConsecutiveRepeats: > 0 });
    }

    [Fact]
    public void Critiques_are_five_short_sentences_that_never_name_the_item()
    {
        var items = sample.Read(SampleCorpus.MetadataFile).Lines.ToDictionary(item => item.GetProperty("asin").GetString()!);
        var (pairs, malformed) = sample.Read(SampleCorpus.CritiquesFile);

        Assert.Equal(0, malformed);
        Assert.Equal(sample.Result.CritiquedPairs, pairs.Count);
        Assert.Equal(pairs.Count, pairs.Select(pair => (pair.GetProperty("from").GetString(), pair.GetProperty("to").GetString())).Distinct().Count());
        Assert.All(pairs, pair =>
        {
            var (from, to) = (items[pair.GetProperty("from").GetString()!], items[pair.GetProperty("to").GetString()!]);
            Assert.Equal(4, Categories(from).Zip(Categories(to)).TakeWhile(levels => levels.First == levels.Second).Take(4).Count());
            var options = pair.GetProperty("critiques").EnumerateArray().Select(option => option.GetString()!).ToArray();
            Assert.Equal(5, options.Distinct().Count());
            Assert.All(options, option =>
            {
                Assert.InRange(option.Split(' ').Length, 1, 25);
                Assert.DoesNotContain(to.GetProperty("title").GetString()!, option, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(to.GetProperty("asin").GetString()!, option, StringComparison.Ordinal);
                Assert.DoesNotContain('{', option);
            });
        });
    }

    [Fact]
    public void A_critique_fits_many_items_so_that_it_narrows_and_does_not_give_away()
    {
        var texts = sample.Read(SampleCorpus.CritiquesFile).Lines
            .SelectMany(pair => pair.GetProperty("critiques").EnumerateArray().Select(option => (Text: option.GetString()!, To: pair.GetProperty("to").GetString())))
            .GroupBy(option => option.Text, option => option.To).Select(targets => targets.Distinct().Count() * targets.Count()).ToArray();

        // The mean, over utterances, of the number of items that somebody asked for in the same words.
        var utterances = sample.Result.CritiquedPairs * 5;
        Assert.True(texts.Sum() / utterances > 10, $"{texts.Sum() / utterances} items per utterance");
    }

    [Fact]
    public void Popularity_falls_like_Zipfs_law()
    {
        var counts = sample.Read(SampleCorpus.ReviewsFile).Lines.GroupBy(review => review.GetProperty("asin").GetString())
            .Select(reviews => (double)reviews.Count()).OrderDescending().ToArray();
        var (head, tail) = (counts[9], counts[999]);
        var slope = Math.Log(head / tail) / Math.Log(10.0 / 1000);

        Assert.InRange(slope, -1.2, -0.4);
        Assert.True(counts[0] > 20 * counts[^1]);
    }

    [Fact]
    public void Too_small_a_corpus_and_a_folder_that_is_a_file_are_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Contains("0 users", Assert.Throws<RegenException>(() => SampleCorpus.Write(new SampleRequest { Out = "x", Users = 0 })).What, StringComparison.Ordinal);
            Assert.Equal(file, Assert.Throws<RegenException>(() => SampleCorpus.Write(new SampleRequest { Out = file })).Where);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_stopped_writing_leaves_nothing_half_written()
    {
        var root = Directory.CreateTempSubdirectory("regen-sample-").FullName;
        try
        {
            Assert.Throws<OperationCanceledException>(() => SampleCorpus.Write(Small(root, "stopped", seed: 1), stop: new CancellationToken(canceled: true)));
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(root, "stopped")));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static SampleRequest Small(string root, string name, long seed) =>
        new() { Users = 150, Items = 90, Seed = seed, Out = Path.Combine(root, name) };

    private static IEnumerable<string> Categories(JsonElement item) =>
        item.GetProperty("category").EnumerateArray().Select(level => level.GetString()!);
}
