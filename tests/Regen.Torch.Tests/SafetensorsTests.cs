using TorchSharp.PyBridge;
using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("regen-safetensors").FullName;

    private string Target => Path.Combine(folder, "weights.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_with_its_types_shapes_and_metadata()
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = new()
        {
            ["half"] = randn([3, 5]).to(float16),
            ["brain"] = randn([2, 7]).to(bfloat16),
            ["numbers"] = arange(10),
            ["mask"] = tensor(new[] { true, false, true }),
            ["transposed"] = randn([4, 6]).t(),
            ["scalar"] = tensor(1.5),
            ["nothing"] = zeros([0, 3]),
        };

        SafetensorsFile.Save(Target, tensors, new Dictionary<string, string> { ["who"] = "naïve 名前" });

        using var file = SafetensorsFile.Open(Target);
        Assert.Equal("naïve 名前", file.Metadata["who"]);
        foreach (var (name, tensor) in tensors)
        {
            Assert.True(file.Load(name).equal(tensor), name);
            Assert.Equal(tensor.dtype, file.Load(name).dtype);
        }
    }

    [Fact]
    public void Equal_tensors_give_equal_bytes_in_whatever_order_they_come()
    {
        using var scope = NewDisposeScope();
        KeyValuePair<string, Tensor>[] tensors = [new("b", ones([3])), new("a", arange(4)), new("c", ones([2], float64))];

        SafetensorsFile.Save(Target, tensors);
        SafetensorsFile.Save(Target + "2", tensors.Reverse());

        Assert.Equal(File.ReadAllBytes(Target), File.ReadAllBytes(Target + "2"));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(Target, new Dictionary<string, Tensor> { ["x"] = ones([3]) });
        var before = File.ReadAllBytes(Target);
        var gone = ones([3]);
        gone.Dispose();

        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(Target, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("No space left on device");
        }));

        Assert.Equal(before, File.ReadAllBytes(Target));
        Assert.Equal([Target], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_shared_tensor_outlives_its_file_and_writing_to_it_changes_memory_only()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(Target, new Dictionary<string, Tensor> { ["x"] = arange(6, float32) });
        Tensor shared;
        using (var file = SafetensorsFile.Open(Target))
        {
            shared = file.Share("x");
        }

        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], shared.data<float>().ToArray());
        shared.add_(1);
        Assert.Equal(6f, shared[5].item<float>());
        using var again = SafetensorsFile.Open(Target);
        Assert.Equal(5f, again.Load("x")[5].item<float>());
    }

    [Fact]
    public void A_module_goes_through_a_file_under_the_names_of_PyBridge()
    {
        using var scope = NewDisposeScope();
        using var one = nn.Linear(4, 3);
        using var other = nn.Linear(4, 3);
        Dictionary<string, bool> loaded = [];

        one.save_safetensors(Target);
        other.load_safetensors(Target, loadedParameters: loaded);

        Assert.True(one.weight.equal(other.weight));
        Assert.Equal(["bias", "weight"], loaded.Where(entry => entry.Value).Select(entry => entry.Key).Order());
    }

    [Fact]
    public void An_index_that_names_an_absent_shard_or_tensor_says_so()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(Path.Combine(folder, "one.safetensors"), new Dictionary<string, Tensor> { ["x"] = ones([1]) });
        var index = Path.Combine(folder, "model.safetensors.index.json");

        File.WriteAllText(index, """{"weight_map": {"x": "two.safetensors"}}""");
        Assert.Contains("two.safetensors is missing", Assert.Throws<SafetensorsException>(() => SafetensorsCheckpoint.Open(folder)).Message, StringComparison.Ordinal);

        File.WriteAllText(index, """{"weight_map": {"y": "one.safetensors"}}""");
        Assert.Contains("tensor 'y'", Assert.Throws<SafetensorsException>(() => SafetensorsCheckpoint.Open(folder)).Message, StringComparison.Ordinal);

        File.WriteAllText(index, """{"weight_map": {"x": "../one.safetensors"}}""");
        Assert.Contains("beside the index", Assert.Throws<SafetensorsException>(() => SafetensorsCheckpoint.Open(folder)).Message, StringComparison.Ordinal);
    }
}
