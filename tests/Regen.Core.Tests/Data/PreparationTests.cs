using System.Security.Cryptography;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class PreparationTests
{
    [Fact]
    public void Equal_inputs_give_equal_bytes_and_no_clock_or_folder_shows()
    {
        using var corpus = Corpus.Random(1);
        var first = corpus.Run(CalRec.Default, output: "first");
        var second = corpus.Run(CalRec.Default, output: "second");
        Assert.Equal(Hashes(first.Folder), Hashes(second.Folder));
        Assert.False(Directory.Exists(Path.Combine(first.Folder, ".stage")));
        Assert.DoesNotContain(corpus.Folder.Path, File.ReadAllText(Path.Combine(first.Folder, "manifest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_memory_limit_does_not_show_in_the_bytes()
    {
        using var corpus = Corpus.Random(2).Save();
        var request = new PrepareRequest { Folder = corpus.Raw, Out = corpus.Folder.File("a") };
        var first = Preparation.Run(request);
        var second = Preparation.Run(request with { Out = corpus.Folder.File("b"), MemoryLimit = "120MB" });
        Assert.Equal(Hashes(first.Folder), Hashes(second.Folder));
    }

    [Fact]
    public void The_manifest_names_hashes_counts_and_drops()
    {
        using var corpus = Corpus.Random(3);
        corpus.RawReview("{broken").RawReview("{\"asin\": \"B1\"}");
        var made = corpus.Run(CalRec.Default with { MinInteractions = 3 });
        var manifest = made.Manifest;

        Assert.Equal(["reviews", "metadata"], manifest.Inputs.Select(input => input.Role));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(corpus.Raw, "Test_5.json.gz")))), manifest.Inputs[0].Sha256);
        Assert.All(manifest.Outputs, output => Assert.Equal(output.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(made.Folder, output.File))))));
        string[] drops = ["interactions_without_metadata", "interactions_without_title", "duplicate_records", "consecutive_repeats", "later_of_same_item", "interactions_of_short_users"];
        Assert.Equal(manifest.Counts["source_interactions"], manifest.Counts["interactions"] + drops.Sum(drop => manifest.Dropped[drop]));
        Assert.Equal(2, manifest.MalformedLines);
        Assert.Equal((321L, "{broken"), (manifest.FirstMalformedLines[0].Line, manifest.FirstMalformedLines[0].Quote));
        Assert.Equal((322L, "no user"), (manifest.FirstMalformedLines[1].Line, manifest.FirstMalformedLines[1].Problem));
    }

    [Fact]
    public void A_finished_folder_is_used_again_and_never_overwritten_by_another_corpus()
    {
        using var corpus = Corpus.Random(4);
        corpus.Run();
        Assert.True(corpus.Run().WasThere);
        Assert.Contains("another prepared corpus", Assert.Throws<RegenException>(() => corpus.Run(order: "asin")).What, StringComparison.Ordinal);
        corpus.Review("new", "B001", 1);
        Assert.Contains("another prepared corpus", Assert.Throws<RegenException>(() => corpus.Run()).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prepared_folder_opens_only_for_the_configuration_and_order_it_was_made_with()
    {
        using var corpus = Corpus.Random(4);
        var folder = corpus.Run().Folder;
        var cache = corpus.Folder.File("cache");

        Assert.Equal(folder, PreparedStore.OpenOrPrepare(folder, Corpus.KeepAll, "file", cache).Folder);
        var problem = Assert.Throws<RegenException>(() => PreparedStore.OpenOrPrepare(folder, Corpus.KeepAll with { RequireTitle = true }, "file", cache));
        Assert.Contains("require_title: false", problem.What, StringComparison.Ordinal);
        Assert.Contains("order 'file', not 'asin'", Assert.Throws<RegenException>(() => PreparedStore.OpenOrPrepare(folder, Corpus.KeepAll, "asin", cache)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_and_unfinished_folders_are_told_from_prepared_ones()
    {
        using var corpus = Corpus.Random(4);
        var folder = corpus.Run().Folder;
        Assert.Contains("no prepared corpus", Assert.Throws<RegenException>(() => PreparedStore.Open(corpus.Folder.Path)).What, StringComparison.Ordinal);
        File.AppendAllText(Path.Combine(folder, "items.parquet"), "x");
        Assert.Contains("items.parquet has", Assert.Throws<RegenException>(() => PreparedStore.Open(folder)).What, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), "{");
        Assert.Contains("manifest", Assert.Throws<RegenException>(() => PreparedStore.Open(folder)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_synthetic_corpus_says_so()
    {
        using var corpus = new Corpus().Review("u", "A", 1);
        File.WriteAllText(Path.Combine(corpus.Raw, "corpus.json"), """{"synthetic": true, "name": "sample"}""");
        var data = corpus.Prepare();
        Assert.True(data.IsSynthetic);
        Assert.Equal("sample", data.Name);
    }

    [Theory]
    [InlineData("reading reviews")]
    [InlineData("arranging sequences")]
    [InlineData("placing critiques")]
    [InlineData("writing interactions")]
    public void Cancellation_passes_through_and_the_next_call_finishes(string stage)
    {
        using var corpus = Corpus.Random(6).Save();
        using var stop = new CancellationTokenSource();
        var request = new PrepareRequest { Folder = corpus.Raw, Config = Corpus.KeepAll, Out = corpus.Folder.File("a") };
        Assert.ThrowsAny<OperationCanceledException>(() => Preparation.Run(request, new CancelAt(stage, stop), stop.Token));
        Preparation.Run(request);
        var undisturbed = Preparation.Run(request with { Out = corpus.Folder.File("b") });
        Assert.Equal(Hashes(undisturbed.Folder), Hashes(request.Out));
    }

    [Fact]
    public void A_disk_that_fills_is_a_clear_error_and_the_work_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(TinyDisk.CanMount, TinyDisk.Reason);
        using var corpus = Corpus.Random(7, users: 400).Save();
        var undisturbed = corpus.Run();
        using var disk = TinyDisk.Mount(kilobytes: 90);
        var request = new PrepareRequest { Folder = corpus.Raw, Config = Corpus.KeepAll, Out = Path.Combine(disk.Path, "out") };

        var problem = Assert.Throws<RegenException>(() => Preparation.Run(request));
        Assert.Contains("No space left", problem.What, StringComparison.Ordinal);
        Assert.Contains("free disk space", problem.Fix, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(request.Out, "manifest.json")));

        disk.Grow(kilobytes: 20_000);
        Preparation.Run(request);
        Assert.Equal(Hashes(undisturbed.Folder), Hashes(request.Out));
    }

    internal static Dictionary<string, string> Hashes(string folder) => Directory.GetFiles(folder)
        .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));

    private sealed class CancelAt(string stage, CancellationTokenSource source) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Stage == stage)
            {
                source.Cancel();
            }
        }
    }
}
