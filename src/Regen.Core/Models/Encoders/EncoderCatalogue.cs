using Regen.Core.Domain;
using Regen.Core.Models.Encoders.Bert;
using Regen.Core.Models.Encoders.Hashed;
using Regen.Core.Models.Encoders.T5;
using static TorchSharp.torch;

namespace Regen.Core.Models.Encoders;

/// <summary>An encoder that experiment files may name, and whether it can be opened here.</summary>
/// <param name="Name">The name.</param>
/// <param name="Folder">Where its files are looked for; null for one that needs none.</param>
/// <param name="IsFound">Whether they are there.</param>
public sealed record EncoderEntry(string Name, string? Folder, bool IsFound);

/// <summary>The text encoders that Regen knows by name.</summary>
public static class EncoderCatalogue
{
    /// <summary>Names the folder of all models where the caller does not.</summary>
    public const string ModelsVariable = "REGEN_MODELS";

    private const string Hashed = "hashed";

    private static readonly Published[] Models =
    [
        new("minilm", "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2", "bert"),
        new("t5", "t5-base", "google-t5/t5-base", "t5"),
        new("mt5", "mt5-base", "google/mt5-base", "mt5"),
    ];

    /// <summary>Every known encoder; nothing is loaded.</summary>
    /// <param name="modelsFolder">Folder of all models, or of one; <see cref="ModelsVariable"/> if null.</param>
    public static IReadOnlyList<EncoderEntry> List(string? modelsFolder = null) =>
    [
        .. Models.Select(model => new EncoderEntry(model.Name, FolderOf(model, modelsFolder), HasWeights(FolderOf(model, modelsFolder)))),
        new EncoderEntry(Hashed, null, true),
    ];

    /// <summary>Opens an encoder by its name in experiment files: minilm, t5 or mt5 (weights on disk) or hashed (none).</summary>
    /// <param name="name">minilm, t5, mt5 or hashed.</param>
    /// <param name="modelsFolder">Folder of all models, or the folder of this one, which may then have any name and size; <see cref="ModelsVariable"/> if null.</param>
    /// <param name="device">Where to compute; the processor if null.</param>
    /// <param name="precision">What a model computes in; Float32, or BFloat16 for speed.</param>
    /// <exception cref="RegenException">The name is not known, or the weights are not where they should be or are damaged.</exception>
    public static ITextEncoder Open(string name, string? modelsFolder = null, Device? device = null, ScalarType precision = ScalarType.Float32) => name switch
    {
        "minilm" => BertEncoder.Open(name, Require(name, modelsFolder), device, precision),
        "t5" or "mt5" => T5Encoder.Open(name, Require(name, modelsFolder), device, precision),
        Hashed => new HashedEncoder(),
        _ => throw new RegenException($"no text encoder is called '{name}'", "text.encoder", $"use one of: {string.Join(", ", List().Select(entry => entry.Name))}"),
    };

    /// <summary>Opens an encoder without its last layers: what it hands out is for those layers to read on with.</summary>
    /// <param name="name">minilm.</param>
    /// <param name="count">How many layers are left out; at least 1.</param>
    /// <exception cref="RegenException">As for <see cref="Open"/>; or the encoder has fewer layers, or none that can be taken apart.</exception>
    internal static ITextEncoder OpenBelow(string name, int count, string? modelsFolder, Device device) =>
        BertEncoder.Open(name, Require(Divisible(name), modelsFolder), device, withoutTop: count);

    /// <summary>An encoder's last layers, to be trained.</summary>
    /// <inheritdoc cref="OpenBelow"/>
    internal static SentenceReader Top(string name, int count, string? modelsFolder) => BertTopLayers.Read(Require(Divisible(name), modelsFolder), count);

    private static string Divisible(string name) => name == "minilm"
        ? name
        : throw new RegenException($"the text encoder '{name}' is not taken apart", "text.encoder", "use minilm where layers learn");

    private static string? FolderOf(Published model, string? modelsFolder)
    {
        if ((modelsFolder ?? Environment.GetEnvironmentVariable(ModelsVariable)) is not { Length: > 0 } root)
        {
            return null;
        }

        return model.IsIn(root) ? root : Path.Combine(root, model.Folder);
    }

    private static bool HasWeights(string? folder) => folder is not null && File.Exists(EncoderWeights.PathIn(folder));

    private static string Require(string name, string? modelsFolder)
    {
        var model = Models.First(one => one.Name == name);
        var folder = FolderOf(model, modelsFolder);
        return HasWeights(folder)
            ? folder!
            : throw new RegenException(
                $"the text encoder {name} has no weights here: no model.safetensors{(HasPickle(folder) ? ", only pytorch_model.bin, which may hold programs and is not read" : "")}",
                folder ?? $"neither a models folder was given nor is {ModelsVariable} set",
                $"put the files of {model.Repository} (huggingface.co; weights as safetensors) into a folder {model.Folder} and name its parent, or the folder itself, by --models or {ModelsVariable};"
                + " or use the encoder 'hashed', which needs no files");
    }

    private static bool HasPickle(string? folder) => folder is not null && File.Exists(Path.Combine(folder, "pytorch_model.bin"));

    /// <param name="Name">What experiment files call it.</param>
    /// <param name="Folder">Its folder below that of all models.</param>
    /// <param name="Repository">Where it is published.</param>
    /// <param name="ModelType">What its config.json calls the architecture.</param>
    private sealed record Published(string Name, string Folder, string Repository, string ModelType)
    {
        /// <summary>Whether a folder is a model of this architecture itself, not the folder of several.</summary>
        public bool IsIn(string folder)
        {
            var config = Path.Combine(folder, "config.json");
            return File.Exists(config) && File.ReadAllText(config).Replace(" ", "", StringComparison.Ordinal)
                .Contains($"\"model_type\":\"{ModelType}\"", StringComparison.Ordinal);
        }
    }
}
