using Regen.Core.Domain;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders.Bert;

/// <summary>Reads a BERT checkpoint, and refuses one that does not fit its config.json to the tensor.</summary>
internal static class BertWeights
{
    public const string FileName = "model.safetensors";

    private const string Fix = "use config.json and model.safetensors of one published model, downloaded whole";
    private const int MostNamed = 8;

    /// <returns>Every tensor of <see cref="BertParameters.Of"/> as float32 on the processor; the caller's dispose scope owns them.</returns>
    /// <exception cref="RegenException">The file cannot be read, lacks tensors, has others, has other shapes, or holds numbers that are not finite.</exception>
    public static Dictionary<string, Tensor> Read(string path, BertConfig config)
    {
        using var gradless = no_grad();
        using var scope = NewDisposeScope();
        var found = Load(path);
        var expected = BertParameters.Of(config).ToList();
        Refuse(path, "does not fit its config.json", Misfits(found, expected));
        var weights = expected.ToDictionary(parameter => parameter.Name, parameter => found[parameter.Name].to(ScalarType.Float32), StringComparer.Ordinal);
        Refuse(path, "holds numbers that are not finite", weights.Where(weight => !IsFinite(weight.Value)).Select(weight => weight.Key));
        foreach (var weight in weights.Values)
        {
            weight.MoveToOuterDisposeScope();
        }

        return weights;
    }

    private static Dictionary<string, Tensor> Load(string path)
    {
        try
        {
            return Safetensors.LoadStateDict(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new RegenException($"the weights cannot be read: {e.Message}", path, Fix, e);
        }
    }

    private static IEnumerable<string> Misfits(Dictionary<string, Tensor> found, List<BertParameter> expected)
    {
        foreach (var (name, shape) in expected)
        {
            if (!found.TryGetValue(name, out var tensor))
            {
                yield return $"{name} is missing";
            }
            else if (!tensor.shape.SequenceEqual(shape))
            {
                yield return $"{name} is [{string.Join(", ", tensor.shape)}] and should be [{string.Join(", ", shape)}]";
            }
            else if (tensor.dtype is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
            {
                yield return $"{name} is {tensor.dtype}, not a float";
            }
        }

        foreach (var name in found.Keys.Except(expected.Select(parameter => parameter.Name)).Except(BertParameters.Unused))
        {
            yield return $"{name} is unexpected";
        }
    }

    private static bool IsFinite(Tensor tensor) => tensor.isfinite().all().item<bool>();

    private static void Refuse(string path, string what, IEnumerable<string> reasons)
    {
        var all = reasons.ToList();
        if (all.Count > 0)
        {
            var more = all.Count > MostNamed ? $"; and {all.Count - MostNamed} more" : "";
            throw new RegenException($"the checkpoint {what}: {string.Join("; ", all.Take(MostNamed))}{more}", path, Fix);
        }
    }
}
