using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Domain;
using Regen.Core.Tests.Storage;
using Regen.Core.Text;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Text;

public sealed class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer Small = new(new WordPieceSettings
    {
        Vocabulary = Number("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "pen", "##cil", "##s", "red", "0", ".", "##5", "5", "mm", "東", "'", "##m", "e"),
        AddedTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
        Normalization = new BertNormalization(),
    });

    [Fact]
    public void Every_golden_text_has_the_ids_offsets_and_decoded_text_of_tokenizers()
    {
        var rows = 0;
        foreach (var folder in Lent.Golden("tokenizers"))
        {
            var tokenizer = WordPieceTokenizer.OpenFile(Path.Combine(folder, "wordpiece_bert.tokenizer.json"));
            foreach (var line in File.ReadAllText(Path.Combine(folder, "wordpiece_bert.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                rows++;
                using var row = JsonDocument.Parse(line);
                var text = Text(row, "text");
                var found = tokenizer.Encode(text);

                Assert.Equal(Ids(row, "ids"), found.Ids);
                Assert.Equal(Ids(row, "ids_without_special"), found.Ids[1..^1]);
                Assert.Equal(row.RootElement.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()), found.Ids.Select(tokenizer.PieceOf));
                Assert.Equal(row.RootElement.GetProperty("offsets").EnumerateArray().Select(o => new TextSpan(o[0].GetInt32(), o[1].GetInt32())), found.Offsets);
                Assert.Equal(Text(row, "decoded"), tokenizer.Decode(found.Ids, skipSpecial: false));
                Assert.Equal(Text(row, "decoded_skip_special"), tokenizer.Decode(found.Ids));
            }
        }

        Assert.SkipWhen(rows == 0, "REGEN_GOLDEN has no tokenizers");
    }

    [Fact]
    public void MiniLM_ids_are_those_of_AutoTokenizer_from_either_kind_of_file()
    {
        var model = Lent.Models("all-MiniLM-L6-v2");
        var golden = Lent.Golden("minilm").ToList();
        Assert.SkipWhen(golden.Count == 0, "REGEN_GOLDEN has no minilm");
        using var bare = new TempFolder();
        foreach (var name in new[] { "vocab.txt", "tokenizer_config.json" })
        {
            File.Copy(Path.Combine(model, name), bare.File(name));
        }

        foreach (var tokenizer in new[] { WordPieceTokenizer.Open(model), WordPieceTokenizer.Open(bare.Path) })
        {
            foreach (var line in golden.SelectMany(folder => File.ReadAllText(Path.Combine(folder, "texts.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            {
                using var row = JsonDocument.Parse(line);
                Assert.Equal(Ids(row, "ids"), tokenizer.Encode(Text(row, "text"), 256).Ids);
                Assert.Equal(row.RootElement.GetProperty("length_without_truncation").GetInt32(), tokenizer.Encode(Text(row, "text")).Ids.Length);
            }
        }
    }

    [Theory]
    [InlineData("Pencils", "pen ##cil ##s")]
    [InlineData("pens, red", "pen ##s [UNK] red")]
    [InlineData("0.5mm", "0 . 5 ##m ##m")]
    [InlineData("0.5 mm", "0 . 5 mm")]
    [InlineData("red東red", "red 東 red")]
    [InlineData("RÉD", "red")]
    [InlineData("red[MASK]red [mask]", "red [MASK] red [UNK] [UNK] [UNK]")]
    [InlineData("\uD800red", "red")]
    public void Words_become_the_longest_known_pieces(string text, string pieces)
    {
        Assert.Equal(pieces, string.Join(' ', Small.Encode(text).Ids[1..^1].Select(Small.PieceOf)));
    }

    [Theory]
    [InlineData(2, "[CLS] [SEP]")]
    [InlineData(3, "[CLS] pen [SEP]")]
    [InlineData(5, "[CLS] pen ##cil ##s [SEP]")]
    [InlineData(6, "[CLS] pen ##cil ##s red [SEP]")]
    public void A_cut_keeps_the_opening_and_the_closing_token(int maxTokens, string pieces)
    {
        Assert.Equal(pieces, string.Join(' ', Small.Encode("pencils red", maxTokens).Ids.Select(Small.PieceOf)));
    }

    [Fact]
    public void A_word_of_101_characters_is_unknown_and_one_of_100_is_not()
    {
        var word = "pen" + new string('s', 97);
        Assert.Equal(98, Small.Encode(word).Ids.Length - 2);
        Assert.Equal([Small.UnknownId], Small.Encode(word + "s").Ids[1..^1]);
        Assert.Equal(new TextSpan(4, 105), Small.Encode("red " + word + "s red").Offsets[2]);
    }

    [Fact]
    public void Pieces_of_any_text_join_to_its_normalised_words_and_their_offsets_never_go_back()
    {
        var all = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "").ToArbitrary();
        Prop.ForAll(all, text =>
        {
            var found = EveryCharacter.Encode(text);
            var joined = string.Concat(found.Ids[1..^1].Select(id => Bare(EveryCharacter.PieceOf(id))));
            var offsets = found.Offsets[1..^1];
            var length = WordPieceTokenizer.CountCodePoints(text);
            return joined == NormalisedWords(text)
                && offsets.Zip(offsets.Skip(1)).All(pair => pair.First.Start <= pair.Second.Start)
                && offsets.All(span => span.Start < span.End && span.End <= length);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_cut_is_a_prefix_of_the_whole()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<PositiveInt>(), (text, length) =>
        {
            var whole = EveryCharacter.Encode(text.Get).Ids[..^1];
            var cut = EveryCharacter.Encode(text.Get, length.Get + 1).Ids[..^1];
            return cut.SequenceEqual(whole.Take(length.Get));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_folder_without_tokenizer_files_is_refused_with_what_to_point_to()
    {
        using var folder = new TempFolder();
        var error = Assert.Throws<RegenException>(() => WordPieceTokenizer.Open(folder.Path));
        Assert.Equal(folder.Path, error.Where);
        Assert.Contains("vocab.txt", error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "not a BERT WordPiece tokenizer")]
    [InlineData("""{"model": {"type": "BPE"}}""", "model is 'BPE'")]
    public void A_tokenizer_json_of_another_kind_is_refused(string json, string what)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("tokenizer.json"), json);
        var error = Assert.Throws<RegenException>(() => WordPieceTokenizer.Open(folder.Path));
        Assert.StartsWith(what, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_without_the_unknown_token_is_refused()
    {
        var error = Assert.Throws<RegenException>(() => new WordPieceTokenizer(Small.Settings with { Vocabulary = Number("[PAD]", "[CLS]", "[SEP]") }));
        Assert.Contains("[UNK]", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_that_repeats_a_piece_is_refused_with_the_line()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("vocab.txt"), "[PAD]\n[UNK]\nred\nred\n");
        File.WriteAllText(folder.File("tokenizer_config.json"), "{}");
        var error = Assert.Throws<RegenException>(() => WordPieceTokenizer.Open(folder.Path));
        Assert.EndsWith("vocab.txt:4", error.Where, StringComparison.Ordinal);
    }

    /// <summary>Knows every code point, alone and inside a word, so that no text has unknown words.</summary>
    private static WordPieceTokenizer EveryCharacter { get; } = new(new WordPieceSettings
    {
        Vocabulary = Number([
            "[PAD]", "[UNK]", "[CLS]", "[SEP]",
            .. Enumerable.Range(1, 0xFFFF).Where(c => c is < 0xD800 or > 0xDFFF).SelectMany(c => new[] { $"{(char)c}", $"##{(char)c}" }),
        ]),
        AddedTokens = [],
        Normalization = new BertNormalization(),
    });

    private static string Bare(string piece) => piece.Length > 2 ? piece[2..] : piece;

    private static string NormalisedWords(string text)
    {
        var words = new StringBuilder();
        var parts = new int[BertNormalization.MaxLength];
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var part in parts[..new BertNormalization().Apply(rune, parts)])
            {
                words.Append(BertNormalization.IsWhiteSpace(part) ? "" : new Rune(part).ToString());
            }
        }

        return words.ToString();
    }

    private static Dictionary<string, int> Number(params string[] pieces) => pieces.Select((piece, id) => (piece, id)).ToDictionary(p => p.piece, p => p.id, StringComparer.Ordinal);

    private static string Text(JsonDocument row, string key) => row.RootElement.GetProperty(key).GetString()!;

    private static int[] Ids(JsonDocument row, string key) => [.. row.RootElement.GetProperty(key).EnumerateArray().Select(id => id.GetInt32())];
}
