using System.Security.Cryptography;
using System.Text;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Training;

/// <summary>What weights belong to: a catalogue, a model config, a corpus and a seed. Stands in the header of every weights file.</summary>
public sealed record CheckpointIdentity
{
    public required string CatalogueSha256 { get; init; }

    public required int Items { get; init; }

    /// <summary>L of the frozen texts.</summary>
    public required int TextWidth { get; init; }

    /// <summary>Hash of the model's config.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Hash of the training's config, the corpus and the seed: a checkpoint goes on only where all are equal.</summary>
    public required string TrainingSha256 { get; init; }

    public static CheckpointIdentity Of(FlareTask task) => new()
    {
        CatalogueSha256 = task.Data.CatalogueSha256,
        Items = task.Data.Items.Count,
        TextWidth = task.Texts.Width,
        ModelSha256 = StrictYaml.Sha256(task.Model),
        TrainingSha256 = Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes($"{StrictYaml.Sha256(task.Training)} {task.Data.Sha256} {task.Seed}"))),
    };

    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        ["regen.catalogue"] = CatalogueSha256,
        ["regen.items"] = $"{Items}",
        ["regen.text_width"] = $"{TextWidth}",
        ["regen.model"] = ModelSha256,
        ["regen.training"] = TrainingSha256,
    };

    /// <exception cref="RegenException">The header of a weights file lacks what Regen writes there.</exception>
    public static CheckpointIdentity Read(IReadOnlyDictionary<string, string> metadata, string file)
    {
        string Value(string key) => metadata.TryGetValue(key, out var value)
            ? value
            : throw new RegenException($"The header has no '{key}': this is no weights file of a Regen run.", file, "Give a run that Regen trained.");
        return new CheckpointIdentity
        {
            CatalogueSha256 = Value("regen.catalogue"),
            Items = int.Parse(Value("regen.items")),
            TextWidth = int.Parse(Value("regen.text_width")),
            ModelSha256 = Value("regen.model"),
            TrainingSha256 = Value("regen.training"),
        };
    }

    /// <exception cref="RegenException">The weights belong to another catalogue or another model.</exception>
    public void RequireWeightsOf(CheckpointIdentity expected, string file)
    {
        if (CatalogueSha256 != expected.CatalogueSha256)
        {
            throw new RegenException(
                $"The weights know a catalogue of {Items:N0} items ({CatalogueSha256[..12]}), the corpus has another one of {expected.Items:N0} ({expected.CatalogueSha256[..12]}).",
                file,
                "Train on this corpus, or point --data at the one that the run's run.json names.");
        }

        if (ModelSha256 != expected.ModelSha256 || TextWidth != expected.TextWidth)
        {
            throw new RegenException(
                "The weights were trained with another model section or another text encoder.", file, "Use the experiment.yaml that lies beside them.");
        }
    }
}
