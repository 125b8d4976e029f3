using Regen.Core.Models.Encoders.Cache;
using Regen.Core.Tests.Storage;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

[Collection("torch")] // seeds and threads belong to the process
public sealed class TextVectorTensorTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CountingEncoder encoder = new();

    [Fact]
    public void Gathered_vectors_keep_their_order_and_are_zero_where_nothing_is_kept()
    {
        using var vectors = Open("tokens");
        using var scope = NewDisposeScope();

        var (vectors_NTL, keep_NT) = vectors.Gather([2, 0, 2]);

        Assert.Equal([3L, 4L, 256L], vectors_NTL.shape);
        Assert.Equal(ScalarType.Float32, vectors_NTL.dtype);
        Assert.Equal([true, true, true, true, true, true, false, false, true, true, true, true], keep_NT.data<bool>().ToArray());
        Assert.Equal(Floats(vectors, 2), vectors_NTL.select(0, 0).contiguous().data<float>().ToArray());
        Assert.Equal([.. Floats(vectors, 0), .. new float[2 * 256]], vectors_NTL.select(0, 1).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void The_whole_of_a_fixed_form_is_one_tensor()
    {
        using var vectors = Open("chunks");
        using var scope = NewDisposeScope();
        var all_NKL = vectors.ToTensor();
        Assert.Equal([3L, 2L, 256L], all_NKL.shape);
        Assert.Equal([.. Floats(vectors, 0), .. Floats(vectors, 1), .. Floats(vectors, 2)], all_NKL.data<float>().ToArray());
    }

    [Fact]
    public void Texts_of_different_lengths_are_not_one_tensor()
    {
        using var vectors = Open("tokens");
        var error = Assert.Throws<InvalidOperationException>(() => vectors.ToTensor());
        Assert.Contains("gather batches instead", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gathering_leaves_only_what_it_returns()
    {
        using var vectors = Open("tokens");
        var before = LiveTensors.Settled();
        var (vectors_NTL, keep_NT) = vectors.Gather([0, 1, 2]);
        Assert.Equal(before + 2, Tensor.TotalCount);
        vectors_NTL.Dispose();
        keep_NT.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    public void Dispose()
    {
        encoder.Dispose();
        folder.Dispose();
    }

    private static float[] Floats(TextVectors vectors, int text) => [.. vectors.RowsOf(text).ToArray().Select(value => (float)value)];

    private TextVectors Open(string form) => TextVectorCache.OpenOrBuild(
        new CacheRequest { Folder = folder.Path, Encoder = encoder, Texts = ["gel pen", "stapler", "blue gel pen box"], Form = form, Chunks = 2, MaxTokens = 16 });
}
