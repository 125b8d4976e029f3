using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Bert;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>The last layers of an encoder, taken off to be trained.</summary>
[Collection("torch")] // seeds and threads belong to the process
public sealed class SentenceReaderTests
{
    private static readonly string[] Texts = ["red pens.", "blue gel pen box", "", "box", "red red red blue pen gel box."];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Both_parts_together_are_the_whole(int top)
    {
        using var tiny = new TinyBert();
        using var whole = BertEncoder.Open("minilm", tiny.Folder);
        using var below = BertEncoder.Open("minilm", tiny.Folder, withoutTop: top);
        AssertWhole(whole, below, BertTopLayers.Read(tiny.Folder, top), Texts, 1e-6);
    }

    [Fact]
    public void So_they_are_for_published_weights()
    {
        Assert.SkipUnless(EncoderCatalogue.List().First(entry => entry.Name == "minilm").IsFound, $"{EncoderCatalogue.ModelsVariable} names no folder with all-MiniLM-L6-v2");
        using var whole = EncoderCatalogue.Open("minilm");
        using var below = EncoderCatalogue.OpenBelow("minilm", 3, null, torch.CPU);
        AssertWhole(whole, below, EncoderCatalogue.Top("minilm", 3, null), ["I'd prefer a black one", "one without a stand, please, and for 8.5 x 11 inch paper", "no"], 1e-5);
    }

    [Fact]
    public void Vectors_of_the_parts_are_cached_apart()
    {
        using var tiny = new TinyBert();
        string[] prints = [.. Enumerable.Range(0, 3).Select(top =>
        {
            using var encoder = BertEncoder.Open("minilm", tiny.Folder, withoutTop: top);
            return encoder.Fingerprint;
        })];

        Assert.Equal(3, prints.Distinct().Count());
    }

    [Fact]
    public void More_layers_than_there_are_and_encoders_that_are_not_taken_apart_are_refused()
    {
        using var tiny = new TinyBert();

        Assert.Contains("has 2 layers, not 3", Assert.Throws<RegenException>(() => BertTopLayers.Read(tiny.Folder, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 layers, not 3", Assert.Throws<RegenException>(() => BertEncoder.Open("minilm", tiny.Folder, withoutTop: 3)).Message, StringComparison.Ordinal);
        Assert.Contains("not taken apart", Assert.Throws<RegenException>(() => EncoderCatalogue.Top("hashed", 1, null)).Message, StringComparison.Ordinal);
    }

    private static void AssertWhole(ITextEncoder whole, ITextEncoder below, SentenceReader reader, string[] texts, double tolerance)
    {
        using var owned = reader;
        using var scope = torch.NewDisposeScope();
        using var frozen = torch.no_grad();
        reader.eval();
        var expected = whole.Encode(texts, TextForm.Parse("mean", 1, 16));
        var states = below.Encode(texts, TextForm.Parse("tokens", 1, 16));
        var longest = Enumerable.Range(0, texts.Length).Max(states.RowCount);
        var padded = torch.full([texts.Length, longest, whole.Width], 7f); // what stands in the padding must not matter
        var keep = torch.zeros([texts.Length, longest], torch.ScalarType.Bool);
        for (var row = 0; row < texts.Length; row++)
        {
            var count = states.RowCount(row);
            padded[row].narrow(0, 0, count).copy_(torch.tensor(states.RowsOf(row).ToArray(), [count, whole.Width]));
            keep[row].narrow(0, 0, count).fill_(true);
        }

        var found = reader.call(padded, keep).data<float>().ToArray();

        var all = Enumerable.Range(0, texts.Length).SelectMany(row => expected.RowsOf(row).ToArray()).ToArray();
        Assert.Equal(all.Length, found.Length);
        Assert.All(all.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
