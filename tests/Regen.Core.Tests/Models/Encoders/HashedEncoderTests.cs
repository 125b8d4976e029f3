using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Hashed;
using Regen.Core.Text;
using Xunit;

namespace Regen.Core.Tests.Models.Encoders;

public sealed class HashedEncoderTests : IDisposable
{
    private static readonly TextForm Mean = TextForm.Parse("mean", 1, 128);

    private readonly HashedEncoder encoder = new();

    [Theory]
    [InlineData("0.5mm", "0.5|mm")]
    [InlineData("HP 56XL, 1,000 sheets.", "hp|56|xl|1000|sheets")]
    [InlineData("3.5. Crème-brûlée / #2", "3.5|creme|brulee|2")]
    [InlineData("日本 pen", "日|本|pen")]
    [InlineData("", "")]
    public void Words_and_numbers_part_so_that_sizes_meet(string text, string words)
    {
        Assert.Equal(words, string.Join('|', HashedWords.Of(text, 100).Select(word => word.Text)));
    }

    [Fact]
    public void Similar_titles_are_nearer_than_others_and_an_attribute_decides_between_neighbours()
    {
        var texts = encoder.Encode(
            [
                "Gel pen, 0.5 mm, blue. Office Products > Pens",
                "Gel pens, 0.5mm, blue ink, pack of 12. Office Products > Pens",
                "Gel pen, 0.7 mm, red. Office Products > Pens",
                "Steel stapler with 1000 staples. Office Products > Staplers",
                "I want it in red",
            ],
            Mean);

        Assert.True(Cosine(texts, 0, 1) > Cosine(texts, 0, 2));
        Assert.True(Cosine(texts, 0, 2) > Cosine(texts, 0, 3) + 0.2f);
        Assert.True(Cosine(texts, 4, 2) > Cosine(texts, 4, 0) + 0.1f);
    }

    /// <summary>Written down from the first version: other numbers are another algorithm, and that needs another name in the fingerprint.</summary>
    [Fact]
    public void The_vectors_of_a_text_are_the_same_in_every_process_and_on_every_machine()
    {
        var row = encoder.Encode(["Gel pen, 0.5 mm, blue"], Mean).RowsOf(0);
        Assert.Equal("1d9fb2191bf72c2fd52ae48197729b284c96b9d2ef8f31597ed622eed25e14b3", encoder.Fingerprint);
        Assert.Equal(0x400EABFE9D5D5312UL, XxHash64.Of(MemoryMarshal.AsBytes(row)));
    }

    [Fact]
    public void Every_text_has_vectors_of_length_1_or_0_in_every_form()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
            HasLength(text.Get, Mean, 1) && HasLength(text.Get, TextForm.Parse("chunks", 3, 128), 3) && HasLength(text.Get, TextForm.Parse("tokens", 1, 128), null))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Chunks_are_runs_of_the_words_and_tokens_are_one_vector_a_word()
    {
        string[] text = ["blue gel pens of steel"];
        Assert.Equal(5, encoder.Encode(text, TextForm.Parse("tokens", 1, 128)).RowCount(0));
        Assert.Equal(2, encoder.Encode(text, TextForm.Parse("tokens", 1, 2)).RowCount(0));
        Assert.Equal(8, encoder.Encode(text, TextForm.Parse("chunks", 8, 128)).RowCount(0));
        Assert.Equal(encoder.Encode(text, Mean).RowsOf(0).ToArray(), encoder.Encode(text, TextForm.Parse("chunks", 1, 128)).RowsOf(0).ToArray());
    }

    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(1, 1, 4)]
    [InlineData(2, 3, 5)]
    public void Runs_of_5_tokens_in_3_chunks_cover_all_and_none_is_empty(int run, int start, int end)
    {
        Assert.Equal((start, end), TextForm.RunOf(run, 3, 5));
    }

    [Fact]
    public void A_setting_that_changes_vectors_changes_the_fingerprint()
    {
        using var other = new HashedEncoder(new HashedSettings { Pairs = 0.31f });
        Assert.NotEqual(encoder.Fingerprint, other.Fingerprint);
    }

    public void Dispose() => encoder.Dispose();

    private static float Cosine(EncodedTexts texts, int a, int b) => TensorPrimitives.Dot(texts.RowsOf(a), texts.RowsOf(b));

    private bool HasLength(string text, TextForm form, int? rows)
    {
        var found = encoder.Encode([text], form);
        var lengths = Enumerable.Range(0, found.RowCount(0)).Select(row => TensorPrimitives.Norm(found.RowsOf(0).Slice(row * 256, 256))).ToList();
        return (rows is null ? lengths.Count >= 1 : lengths.Count == rows) && lengths.All(length => length == 0 || (length > 0.09f && length < 1.0001f));
    }
}
