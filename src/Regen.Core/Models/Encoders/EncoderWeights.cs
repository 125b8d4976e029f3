using Regen.Core.Domain;
using TorchSharp.Regen;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders;

/// <summary>A tensor that a checkpoint must hold.</summary>
/// <param name="Name">Its key in the file.</param>
/// <param name="Shape">Its exact shape.</param>
internal sealed record EncoderParameter(string Name, long[] Shape);

/// <summary>Reads a checkpoint, and refuses one that does not fit its config.json to the tensor.</summary>
internal sealed class EncoderWeights : IDisposable
{
    private const string SingleName = "model.safetensors";
    private const string IndexName = SingleName + ".index.json";
    private const string Fix = "use config.json and model.safetensors of one published model, downloaded whole";
    private const int MostNamed = 8;

    private readonly string path;
    private readonly SafetensorsCheckpoint checkpoint;

    private EncoderWeights(string path, SafetensorsCheckpoint checkpoint) => (this.path, this.checkpoint) = (path, checkpoint);

    /// <summary>The file that a model folder is opened by: the index of several files, or the only one.</summary>
    public static string PathIn(string folder) =>
        Path.Combine(folder, File.Exists(Path.Combine(folder, IndexName)) ? IndexName : SingleName);

    /// <summary>Every name in the checkpoint.</summary>
    public IReadOnlyCollection<string> Names => checkpoint.Names;

    /// <summary>The files that hold the tensors.</summary>
    public IReadOnlyList<string> Files => checkpoint.Files;

    /// <exception cref="RegenException">A file is missing or malformed.</exception>
    public static EncoderWeights Open(string path)
    {
        try
        {
            return new EncoderWeights(path, SafetensorsCheckpoint.Open(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new RegenException($"the weights cannot be read: {e.Message}", path, Fix, e);
        }
    }

    /// <param name="expected">What must be there.</param>
    /// <param name="isUnused">Names that may be there too and are not read.</param>
    /// <param name="asStored">Names that keep the file's float type.</param>
    /// <returns>The expected tensors, float32 but for those, on the processor; the caller's dispose scope owns them.</returns>
    /// <exception cref="RegenException">Tensors are missing, unexpected, of another shape or no floats, or hold numbers that are not finite.</exception>
    public Dictionary<string, Tensor> Read(IReadOnlyList<EncoderParameter> expected, Func<string, bool> isUnused, params string[] asStored)
    {
        using var gradless = no_grad();
        using var scope = NewDisposeScope();
        Refuse("does not fit its config.json", Misfits(expected, isUnused));
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, _) in expected)
        {
            var stored = checkpoint.Load(name);
            weights[name] = asStored.Contains(name) ? stored : stored.to(ScalarType.Float32);
        }

        Refuse("holds numbers that are not finite", weights.Where(weight => !IsFinite(weight.Value)).Select(weight => weight.Key));
        foreach (var weight in weights.Values)
        {
            weight.MoveToOuterDisposeScope();
        }

        return weights;
    }

    public void Dispose() => checkpoint.Dispose();

    private IEnumerable<string> Misfits(IReadOnlyList<EncoderParameter> expected, Func<string, bool> isUnused)
    {
        foreach (var (name, shape) in expected)
        {
            if (!Names.Contains(name))
            {
                yield return $"{name} is missing";
                continue;
            }

            var entry = checkpoint.Entry(name);
            if (!entry.Shape.SequenceEqual(shape))
            {
                yield return $"{name} is [{string.Join(", ", entry.Shape)}] and should be [{string.Join(", ", shape)}]";
            }
            else if (entry.Type.Torch is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
            {
                yield return $"{name} is {entry.Type.Torch?.ToString() ?? entry.Type.Name}, not a float";
            }
        }

        foreach (var name in Names.Except(expected.Select(parameter => parameter.Name)).Where(name => !isUnused(name)))
        {
            yield return $"{name} is unexpected";
        }
    }

    private static bool IsFinite(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.isfinite().all().item<bool>();
    }

    private void Refuse(string what, IEnumerable<string> reasons)
    {
        var all = reasons.ToList();
        if (all.Count > 0)
        {
            var more = all.Count > MostNamed ? $"; and {all.Count - MostNamed} more" : "";
            throw new RegenException($"the checkpoint {what}: {string.Join("; ", all.Take(MostNamed))}{more}", path, Fix);
        }
    }
}
