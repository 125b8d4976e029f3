namespace Regen.Core.Diagnostics;

/// <summary>Which text encoders this machine can use.</summary>
internal static class TextEncoders
{
    private const string Group = "text encoders";
    private const string Usual = "minilm"; // Regen's own experiments use it

    private static readonly (string Name, string Folder, string Publisher, string Vocabulary)[] Published =
    [
        ("minilm", "all-MiniLM-L6-v2", "sentence-transformers", "vocab.txt"),
        ("t5", "t5-base", "google-t5", "spiece.model"),
        ("mt5", "mt5-base", "google", "spiece.model"),
    ];

    public static IEnumerable<DoctorLine> Describe(string? models)
    {
        yield return new DoctorLine(Group, "hashed", "always there, needs no weights");
        foreach (var (name, folder, publisher, vocabulary) in Published)
        {
            var place = string.IsNullOrEmpty(models) ? null : Path.Combine(models, folder);
            if (name != Usual && !Directory.Exists(place))
            {
                yield return new DoctorLine(Group, name, $"not there; only experiments with 'encoder: {name}' need {publisher}/{folder}");
            }
            else if (place is null)
            {
                yield return new DoctorLine(Group, name, "no folder named",
                    $"set REGEN_MODELS to a folder that holds {folder} ({publisher}/{folder}); experiments with 'encoder: {name}' need it");
            }
            else
            {
                yield return Describe(name, place, $"{publisher}/{folder}", vocabulary);
            }
        }
    }

    private static DoctorLine Describe(string name, string folder, string repository, string vocabulary)
    {
        var weights = File.Exists(Path.Combine(folder, "model.safetensors.index.json")) ? "model.safetensors.index.json" : "model.safetensors";
        string[] missing = [.. new[] { "config.json", weights, vocabulary }.Where(file => !File.Exists(Path.Combine(folder, file)))];
        return missing.Length == 0
            ? new DoctorLine(Group, name, folder)
            : new DoctorLine(Group, name, $"{folder} lacks {string.Join(", ", missing)}", $"put the files of {repository} there");
    }
}
