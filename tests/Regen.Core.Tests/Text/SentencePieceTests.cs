using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Tests.Storage;
using Regen.Core.Text.SentencePiece;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Text;

/// <summary>Our shim over libsentencepiece against sentencepiece 0.2.3 of Python, by the golden set "tokenizers": exact.</summary>
public sealed class SentencePieceTests
{
    public static TheoryData<string> Models => [.. Lent.Golden("tokenizers").SelectMany(folder => Directory.GetFiles(folder, "*.model")).Order()];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_golden_text_has_the_ids_pieces_surfaces_and_decoded_text_of_sentencepiece(string path)
    {
        using var tokenizer = Open(path);
        var rows = 0;
        foreach (var line in File.ReadAllText(Path.ChangeExtension(path, ".jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            rows++;
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            var found = tokenizer.EncodeWithSurfaces(row.GetProperty("text").GetString()!);

            var ids = found.Select(piece => piece.Id).ToArray();
            Assert.Equal(ids, tokenizer.Encode(row.GetProperty("text").GetString()!));
            Assert.Contains(ids, Accepted(row));
            Assert.Equal(row.GetProperty("decoded").GetString(), tokenizer.Decode(ids));
            if (ids.SequenceEqual(Ids(row, "ids")))
            {
                // The set spells an unknown piece as the text has it; its surface is compared below.
                Assert.Equal(Words(row, "pieces").Where((_, i) => ids[i] != tokenizer.UnknownId), ids.Where(id => id != tokenizer.UnknownId).Select(tokenizer.PieceOf));
                Assert.Equal(Words(row, "surfaces"), found.Select(piece => piece.Surface));
            }
        }

        Assert.True(rows > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_model_says_its_size_its_special_ids_and_its_pieces(string path)
    {
        using var tokenizer = Open(path);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(path, ".json")));
        var facts = document.RootElement;
        Assert.Equal(facts.GetProperty("vocab_size").GetInt32(), tokenizer.VocabularySize);
        Assert.Equal(facts.GetProperty("unk_id").GetInt32(), tokenizer.UnknownId);
        Assert.Equal(facts.GetProperty("pad_id").GetInt32(), tokenizer.PaddingId ?? -1);
        Assert.Equal(facts.GetProperty("bos_id").GetInt32(), tokenizer.BeginId ?? -1);
        Assert.Equal(facts.GetProperty("eos_id").GetInt32(), tokenizer.EndId ?? -1);
        foreach (var piece in facts.GetProperty("pieces").EnumerateArray())
        {
            Assert.Equal(piece[1].GetString(), tokenizer.PieceOf(piece[0].GetInt32()));
        }

        foreach (var one in facts.GetProperty("decode_cases").EnumerateArray())
        {
            Assert.Equal(one.GetProperty("decoded").GetString(), tokenizer.Decode(Ids(one, "ids")));
        }

        foreach (var one in facts.GetProperty("encode_with_bos_eos").EnumerateArray())
        {
            int[] begin = tokenizer.BeginId is { } id ? [id] : [];
            int[] found = [.. begin, .. tokenizer.Encode(one.GetProperty("text").GetString()!), tokenizer.EndId!.Value];
            Assert.Equal(Ids(one, "ids"), found);
        }
    }

    [Fact]
    public void Many_threads_get_what_one_gets()
    {
        using var tokenizer = Open(Models.Select(row => row.Data).First(path => path.EndsWith("unigram_t5.model", StringComparison.Ordinal)));
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"gel pen {i} for the guitar, {i % 7} strings")];
        var alone = texts.Select(tokenizer.Encode).ToArray();
        var together = new int[texts.Length][];
        Parallel.For(0, texts.Length, i => together[i] = tokenizer.Encode(texts[i]));
        Assert.Equal(alone.AsEnumerable(), together);
    }

    [Fact]
    public void Empty_text_and_lone_surrogates_are_no_failure()
    {
        using var tokenizer = Open(Models.Select(row => row.Data).First(path => path.EndsWith("unigram_t5.model", StringComparison.Ordinal)));
        Assert.Empty(tokenizer.Encode(""));
        Assert.Equal("", tokenizer.Decode([]));
        Assert.Equal(tokenizer.Encode("a \uFFFD b"), tokenizer.Encode("a \uD800 b"));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.PieceOf(tokenizer.VocabularySize));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused_by_name()
    {
        RequireLibrary();
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("spiece.model"), "no model");
        var broken = Assert.Throws<RegenException>(() => SentencePieceTokenizer.Open(folder.File("spiece.model")));
        Assert.Equal(folder.File("spiece.model"), broken.Where);
        Assert.StartsWith("not a SentencePiece model", broken.What, StringComparison.Ordinal);
        var missing = Assert.Throws<RegenException>(() => SentencePieceTokenizer.Open(folder.File("none.model")));
        Assert.StartsWith("cannot be read", missing.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_missing_or_broken_says_how_to_get_it()
    {
        using var folder = new TempFolder();
        var missing = Assert.Throws<RegenException>(() => SentencePieceLibrary.Load([folder.File("libregen_sentencepiece.so")], folder.Path));
        Assert.Contains("was not found", missing.What, StringComparison.Ordinal);
        Assert.Contains("libsentencepiece-dev", missing.Fix, StringComparison.Ordinal);

        File.WriteAllText(folder.File("libregen_sentencepiece.so"), "no library");
        var broken = Assert.Throws<RegenException>(() => SentencePieceLibrary.Load([folder.File("libregen_sentencepiece.so")], folder.Path));
        Assert.Equal(folder.File("libregen_sentencepiece.so"), broken.Where);
        Assert.Contains("does not load", broken.What, StringComparison.Ordinal);
    }

    private static SentencePieceTokenizer Open(string path)
    {
        RequireLibrary();
        return SentencePieceTokenizer.Open(path);
    }

    private static void RequireLibrary() => Assert.SkipUnless(
        SentencePieceLibrary.Candidates(AppContext.BaseDirectory).Any(File.Exists), "libregen_sentencepiece.so is not built: libsentencepiece-dev was not there");

    /// <summary>Where two segmentations score the same, older versions choose the other: the set names both.</summary>
    private static IEnumerable<int[]> Accepted(JsonElement row) =>
        row.EnumerateObject().Where(entry => entry.Name == "ids" || entry.Name.StartsWith("ids_sentencepiece", StringComparison.Ordinal)).Select(entry => Ids(row, entry.Name));

    private static int[] Ids(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static string?[] Words(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(word => word.GetString())];
}
