namespace Regen.Architecture.Tests;

/// <summary>Who may use whom inside Regen.Core. An area is a folder below src/Regen.Core and the namespace of the same name.</summary>
internal static class Areas
{
    /// <summary>The name that stands for everything of namespace TorchSharp in <see cref="MayUse"/>.</summary>
    public const string Torch = "TorchSharp";

    /// <summary>Each area may use itself and what is named here, and nothing else.</summary>
    public static IReadOnlyDictionary<string, string[]> MayUse { get; } = new Dictionary<string, string[]>
    {
        ["Domain"] = [],
        ["Configuration"] = ["Domain"],
        ["Evaluation"] = ["Domain"],
        ["Text"] = ["Domain"],
        // Columns in files: DuckDB and Parquet, atomic writing. It knows no reviews and no runs.
        ["Storage"] = ["Domain"],
        ["Runs"] = ["Domain", "Storage"],
        ["Data"] = ["Domain", "Configuration", "Runs", "Storage"],
        ["Baselines"] = ["Domain", "Data", "Evaluation", "Configuration", "Runs"],
        // Questions, their answers and where these are kept: it knows no review and no critique.
        ["LanguageModels"] = ["Domain", "Configuration", "Runs", "Storage"],
        // Writing and rating share no code but words, questions and histories; neither knows how an answer comes.
        ["Generation"] = ["Domain", "Configuration", "Runs", "Storage", "Text", "LanguageModels"],
        ["Rating"] = ["Domain", "Configuration", "Runs", "Storage", "Text", "LanguageModels"],
        ["Models"] = ["Domain", "Configuration", "Text", Torch],
        ["Inference"] = ["Models", "Domain", "Configuration", "Text", Torch],
        ["Training"] = ["Data", "Models", "Evaluation", "Inference", "Runs", "Configuration", "Domain", "Text", Torch],
        // The commands as methods: it puts the areas together, and no area uses it.
        ["Workbench"] = ["Baselines", "Data", "LanguageModels", "Generation", "Rating", "Models", "Evaluation", "Inference", "Training", "Runs", "Configuration", "Domain", "Text", "Storage", Torch],
        // What this machine has and how fast it is: it asks every native library, and nothing of the research.
        ["Diagnostics"] = ["Domain", "Storage", "Runs", Torch],
    };

    /// <returns>The area that a namespace belongs to, <see cref="Torch"/>, or null for anything that is not ours.</returns>
    public static string? Of(string name)
    {
        const string core = "Regen.Core.";
        if (name.StartsWith(core, StringComparison.Ordinal))
        {
            return name[core.Length..].Split('.')[0];
        }

        return name == Torch || name.StartsWith(Torch + ".", StringComparison.Ordinal) ? Torch : null;
    }
}
