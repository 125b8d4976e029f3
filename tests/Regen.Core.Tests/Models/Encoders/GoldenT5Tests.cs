using System.Text.Json;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Packed;
using Regen.Core.Models.Encoders.T5;
using Regen.Core.Tests.Storage;
using Regen.Tests;
using TorchSharp.PyBridge;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Core.Tests.Models.Encoders;

/// <summary>The T5 encoder against T5EncoderModel and MT5EncoderModel of transformers 5.23, by the golden set "t5"; tolerance 1e-4 as its README says.</summary>
[Collection("torch")] // seeds and threads belong to the process
public sealed class GoldenT5Tests
{
    private const float Tolerance = 1e-4f;

    public static TheoryData<string> Folders =>
        [.. Lent.Golden("t5").SelectMany(folder => Directory.GetDirectories(folder)).Where(folder => File.Exists(Path.Combine(folder, "expected.safetensors"))).Order()];

    public static TheoryData<string> Tables => [.. Lent.Golden("t5").Select(folder => Path.Combine(folder, "relative_position_buckets.json"))];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Buckets_of_relative_positions_are_those_of_T5Attention(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var table in document.RootElement.GetProperty("tables").EnumerateArray())
        {
            var expected = table.GetProperty("bucket").EnumerateArray().Select(bucket => bucket.GetInt32()).ToArray();
            var (buckets, distance) = (table.GetProperty("num_buckets").GetInt32(), table.GetProperty("max_distance").GetInt32());
            var (both, first) = (table.GetProperty("bidirectional").GetBoolean(), table.GetProperty("first").GetInt32());
            Assert.Equal(expected, Enumerable.Range(first, expected.Length).Select(relative => RelativePositions.Bucket(relative, buckets, distance, both)));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Embeddings_blocks_and_output_are_those_of_transformers(string folder)
    {
        using var scope = NewDisposeScope();
        using var model = Model(folder);
        var expected = Safetensors.LoadStateDict(Path.Combine(folder, "expected.safetensors"));
        var batch = Batch(expected, "batch");
        var states_ND = Embeddings(folder).index_select(0, tensor(batch.Ids));
        Near(Real(expected["batch.embed"], batch), states_ND);
        for (var layer = 0; expected.TryGetValue($"batch.layer.{layer}", out var output); layer++)
        {
            states_ND = model.Block(layer, states_ND, batch.Runs);
            Near(Real(output, batch), states_ND);
        }

        Near(Real(expected["batch.output"], batch), model.Forward(tensor(batch.Ids), batch.Runs));
        var tall = Batch(expected, "long");
        Near(Real(expected["long.output"], tall), model.Forward(tensor(tall.Ids), tall.Runs));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_checkpoint_in_parts_or_in_half_precision_or_of_a_whole_model_is_read(string folder)
    {
        using var scope = NewDisposeScope();
        using var model = Model(folder);
        var batch = Batch(Safetensors.LoadStateDict(Path.Combine(folder, "expected.safetensors")), "batch");
        var whole = model.Forward(tensor(batch.Ids), batch.Runs);

        using var parts = Rewritten(folder, ScalarType.Float32);
        Assert.True(whole.equal(parts.Forward(tensor(batch.Ids), batch.Runs)));
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16 })
        {
            using var half = Rewritten(folder, type);
            var difference = (whole - half.Forward(tensor(batch.Ids), batch.Runs)).abs().mean().item<float>();
            Assert.InRange(difference, 1e-7f, type == ScalarType.Float16 ? 0.02f : 0.15f);
        }
    }

    [Fact]
    public void The_sets_are_there()
    {
        // Without this, a moved folder would leave the theories above without a row.
        Assert.NotEmpty(Folders);
        Assert.NotEmpty(Tables);
    }

    private static T5Model Model(string folder) => Open(folder, T5Config.Read(Path.Combine(folder, "config.json")));

    private static T5Model Open(string folder, T5Config config)
    {
        using var scope = NewDisposeScope();
        using var weights = EncoderWeights.Open(EncoderWeights.PathIn(folder));
        var tensors = weights.Read(T5Parameters.Of(config, T5Parameters.Shared), T5Parameters.IsUnused, T5Parameters.Shared);
        return new T5Model(config, tensors, T5Parameters.Shared, CPU, ScalarType.Float32);
    }

    private static Tensor Embeddings(string folder) => Safetensors.LoadStateDict(Path.Combine(folder, "model.safetensors"))[T5Parameters.Shared];

    /// <summary>The same weights in two files with an index, beside a decoder's.</summary>
    private static T5Model Rewritten(string folder, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var copy = new TempFolder();
        var weights = Safetensors.LoadStateDict(Path.Combine(folder, "model.safetensors")).ToDictionary(one => one.Key, one => one.Value.to(type));
        weights["decoder.block.0.layer.0.layer_norm.weight"] = ones(4);
        weights["lm_head.weight"] = ones(4, 4);
        var files = weights.Keys.Order(StringComparer.Ordinal).Select((name, i) => (Name: name, File: $"model-0000{1 + (i % 2)}-of-00002.safetensors")).ToList();
        foreach (var part in files.GroupBy(entry => entry.File))
        {
            Safetensors.SaveStateDict(copy.File(part.Key), part.ToDictionary(entry => entry.Name, entry => weights[entry.Name]));
        }

        File.WriteAllText(
            copy.File("model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = files.ToDictionary(entry => entry.Name, entry => entry.File) }));
        return Open(copy.Path, T5Config.Read(Path.Combine(folder, "config.json")));
    }

    /// <summary>The sequences of a padded batch, packed.</summary>
    private static PackedTexts Batch(Dictionary<string, Tensor> expected, string name)
    {
        var ids = expected[$"{name}.input_ids"];
        var mask = expected.GetValueOrDefault($"{name}.attention_mask") ?? ones_like(ids);
        var rows = Enumerable.Range(0, (int)ids.shape[0])
            .Select(row => ids.select(0, row).narrow(0, 0, mask.select(0, row).sum().item<long>()).contiguous().data<long>().Select(id => (int)id).ToArray())
            .ToArray();
        return Assert.Single(PackedTexts.Of(rows, 1 << 20));
    }

    /// <summary>What stands at real places of [B, T, D], in the order of the packed batch.</summary>
    private static Tensor Real(Tensor padded_BTD, PackedTexts batch)
    {
        var lengths = batch.Runs.SelectMany(run => Enumerable.Repeat(run.Length, run.Texts)).ToList();
        return cat([.. batch.Texts.Select((row, place) => padded_BTD.select(0, row).narrow(0, 0, lengths[place]))], 0);
    }

    private static void Near(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        var difference = (expected - found).abs().max().item<float>();
        Assert.True(difference <= Tolerance, $"largest difference {difference}");
    }
}
