using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Regen;

namespace Regen.Core.Training;

/// <summary>
/// Everything a killed training needs to go on to the identical result, in one file that is replaced in one move: weights,
/// optimizer state, and where the training stood. Dropout needs no state, since each step seeds its own.
/// </summary>
internal sealed class Checkpoint(string path, CheckpointIdentity identity)
{
    private const string StateKey = "regen.state";
    private const string OptimizerName = "optimizer";
    private const string WeightsPrefix = "model.";
    private const string AveragePrefix = "average.";

    public void Save(FlareModel model, AdamW optimizer, WeightAverage? average, TrainingState state)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            optimizer.save_state_dict(writer);
        }

        using var bytes = torch.tensor(memory.ToArray(), torch.ScalarType.Byte);
        var tensors = model.state_dict().ToDictionary(pair => WeightsPrefix + pair.Key, pair => pair.Value);
        tensors.Add(OptimizerName, bytes);
        foreach (var (name, values) in average?.State ?? [])
        {
            tensors.Add(AveragePrefix + name, values);
        }

        var metadata = new Dictionary<string, string>(identity.ToMetadata()) { [StateKey] = JsonSerializer.Serialize(Finite(state)) };
        SafetensorsFile.Save(path, tensors, metadata);
    }

    /// <returns>Where the training stood, with weights, their average and optimizer put back; null when there is no checkpoint.</returns>
    /// <exception cref="RegenException">The checkpoint belongs to another training, or is damaged.</exception>
    public TrainingState? TryRestore(FlareModel model, AdamW optimizer, WeightAverage? average)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = WeightsFile.Open(path);
        var found = CheckpointIdentity.Read(file.Metadata, path);
        found.RequireWeightsOf(identity, path);
        if (found.TrainingSha256 != identity.TrainingSha256 || !file.Metadata.TryGetValue(StateKey, out var text))
        {
            throw new RegenException(
                "The checkpoint belongs to another training section, corpus or seed.", path, "Give another --out, or delete this run's folder.");
        }

        WeightsFile.Copy(file, model, path, WeightsPrefix);
        WeightsFile.Copy(file, average?.State ?? [], path, AveragePrefix);
        using var bytes = file.Load(OptimizerName);
        using var reader = new BinaryReader(new MemoryStream(bytes.data<byte>().ToArray()));
        optimizer.load_state_dict(reader);
        var state = JsonSerializer.Deserialize<TrainingState>(text)!;
        return state.BestEpoch == 0 ? state with { BestValidation = double.NegativeInfinity } : state;
    }

    private static TrainingState Finite(TrainingState state) =>
        double.IsFinite(state.BestValidation) ? state : state with { BestValidation = 0 }; // JSON has no infinity
}
