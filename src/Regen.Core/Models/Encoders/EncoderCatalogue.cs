using Regen.Core.Domain;
using Regen.Core.Models.Encoders.Bert;
using Regen.Core.Models.Encoders.Hashed;
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

    private const string MiniLM = "minilm";
    private const string MiniLMFolder = "all-MiniLM-L6-v2";
    private const string Hashed = "hashed";

    /// <summary>Every known encoder; nothing is loaded.</summary>
    /// <param name="modelsFolder">Folder of all models; <see cref="ModelsVariable"/> if null.</param>
    public static IReadOnlyList<EncoderEntry> List(string? modelsFolder = null)
    {
        var folder = FolderOf(modelsFolder);
        return
        [
            new EncoderEntry(MiniLM, folder, folder is not null && File.Exists(Path.Combine(folder, BertWeights.FileName))),
            new EncoderEntry(Hashed, null, true),
        ];
    }

    /// <summary>Opens an encoder by its name in experiment files: minilm (weights on disk) or hashed (none).</summary>
    /// <param name="name">minilm or hashed.</param>
    /// <param name="modelsFolder">Folder of all models; <see cref="ModelsVariable"/> if null.</param>
    /// <param name="device">Where to compute; the processor if null.</param>
    /// <param name="precision">What a model computes in; Float32, or BFloat16 for speed.</param>
    /// <exception cref="RegenException">The name is not known, or the weights are not where they should be or are damaged.</exception>
    public static ITextEncoder Open(string name, string? modelsFolder = null, Device? device = null, ScalarType precision = ScalarType.Float32) => name switch
    {
        MiniLM => BertEncoder.Open(MiniLM, RequireMiniLM(modelsFolder), device, precision),
        Hashed => new HashedEncoder(),
        _ => throw new RegenException($"no text encoder is called '{name}'", "text.encoder", $"use one of: {string.Join(", ", List().Select(entry => entry.Name))}"),
    };

    private static string? FolderOf(string? modelsFolder) =>
        (modelsFolder ?? Environment.GetEnvironmentVariable(ModelsVariable)) is { Length: > 0 } root ? Path.Combine(root, MiniLMFolder) : null;

    private static string RequireMiniLM(string? modelsFolder)
    {
        var folder = FolderOf(modelsFolder);
        return folder is not null && File.Exists(Path.Combine(folder, BertWeights.FileName))
            ? folder
            : throw new RegenException(
                $"the text encoder minilm has no weights here: no {BertWeights.FileName}",
                folder ?? $"neither a models folder was given nor is {ModelsVariable} set",
                $"put the files of sentence-transformers/all-MiniLM-L6-v2 (huggingface.co) into a folder {MiniLMFolder} and name its parent by --models or {ModelsVariable};"
                + " or use the encoder 'hashed', which needs no files");
    }
}
