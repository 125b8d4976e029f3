using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Models.Common;
using Regen.Core.Models.Flare;
using TorchSharp;
using TorchSharp.Regen;

namespace Regen.Core.Training;

/// <summary>A FLARE's weights on disk: safetensors with the identity of catalogue and model in the header.</summary>
public static class WeightsFile
{
    /// <summary>Writes the weights whole or not at all.</summary>
    public static void Save(string path, FlareModel model, CheckpointIdentity identity)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        SafetensorsFile.Save(path, model.state_dict(), identity.ToMetadata());
    }

    /// <summary>Loads weights into a model of the same catalogue and config.</summary>
    /// <exception cref="RegenException">Another catalogue or model, a missing or misshapen tensor, or a number that is none.</exception>
    public static void Load(string path, FlareModel model, CheckpointIdentity expected)
    {
        using var file = Open(path);
        CheckpointIdentity.Read(file.Metadata, path).RequireWeightsOf(expected, path);
        Copy(file, model, path);
    }

    /// <summary>Makes a model from a run's own weights, ready to be asked.</summary>
    /// <exception cref="RegenException">As <see cref="Load"/>.</exception>
    public static FlareModel Open(string path, FlareConfig config, TrainingConfig training, torch.Device device)
    {
        using var file = Open(path);
        var identity = CheckpointIdentity.Read(file.Metadata, path);
        var model = new FlareModel(config, new FlareSizes(identity.Items, identity.TextWidth))
        {
            IsCausal = training.Objective == "causal",
            Compute = Mixed.Parse(training.Precision),
        };
        identity.RequireWeightsOf(identity with { ModelSha256 = StrictYaml.Sha256(config) }, path);
        Copy(file, model, path);
        model.to(device);
        model.eval();
        return model;
    }

    /// <exception cref="RegenException">The file is missing or malformed.</exception>
    internal static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new RegenException("The weights are missing.", path, "Train the run again: the same command goes on where it stopped.");
        }

        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (SafetensorsException fault)
        {
            throw new RegenException(fault.Fault, path, "Delete the file and train the run again, or give an undamaged copy of it.", fault);
        }
    }

    /// <summary>Copies every tensor of the model from the file; names below <paramref name="prefix"/> in the file.</summary>
    internal static void Copy(SafetensorsFile file, torch.nn.Module model, string path, string prefix = "") =>
        Copy(file, model.state_dict().Select(pair => (pair.Key, pair.Value)), path, prefix);

    /// <summary>Copies some tensors from the file in place; names below <paramref name="prefix"/> in the file.</summary>
    internal static void Copy(SafetensorsFile file, IEnumerable<(string Name, torch.Tensor Values)> tensors, string path, string prefix)
    {
        using var frozen = torch.no_grad();
        foreach (var (name, tensor) in tensors)
        {
            using var scope = torch.NewDisposeScope();
            if (!file.Entries.ContainsKey(prefix + name))
            {
                throw Damaged(path, name, "is missing");
            }

            var found = file.Load(prefix + name);
            if (!found.shape.SequenceEqual(tensor.shape))
            {
                throw Damaged(path, name, $"is [{string.Join(", ", found.shape)}], the model needs [{string.Join(", ", tensor.shape)}]");
            }

            if (!found.isfinite().all().item<bool>())
            {
                throw Damaged(path, name, "holds a number that is not finite");
            }

            tensor.copy_(found);
        }
    }

    private static RegenException Damaged(string path, string tensor, string what) => new(
        $"The tensor '{tensor}' {what}.", path, "Train the run again, or give an undamaged copy of it.");
}
