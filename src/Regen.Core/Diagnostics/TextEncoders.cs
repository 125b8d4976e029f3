namespace Regen.Core.Diagnostics;

/// <summary>Which text encoders this machine can use.</summary>
internal static class TextEncoders
{
    private const string Group = "text encoders";
    private const string MiniLm = "all-MiniLM-L6-v2";
    private static readonly string[] Needed = ["config.json", "model.safetensors", "vocab.txt"];

    public static IEnumerable<DoctorLine> Describe(string? models)
    {
        yield return new DoctorLine(Group, "hashed", "always there, needs no weights");
        if (string.IsNullOrEmpty(models))
        {
            yield return new DoctorLine(Group, "minilm", "no folder named",
                $"set REGEN_MODELS to a folder that holds {MiniLm} (sentence-transformers/{MiniLm}); experiments with 'encoder: minilm' need it");
            yield break;
        }

        var folder = Path.Combine(models, MiniLm);
        string[] missing = [.. Needed.Where(file => !File.Exists(Path.Combine(folder, file)))];
        yield return missing.Length == 0
            ? new DoctorLine(Group, "minilm", folder)
            : new DoctorLine(Group, "minilm", $"{folder} lacks {string.Join(", ", missing)}", $"put the files of sentence-transformers/{MiniLm} there");
    }
}
