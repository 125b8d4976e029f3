using System.Globalization;
using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Data.Dataset;

/// <summary>The page beside a dataset: who wrote it, from what, how much of it there is, what was dropped, and what it may train.</summary>
internal static class Datasheet
{
    public static string Write(DatasetManifest manifest, DatasetOrigin origin)
    {
        var config = origin.Config;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Datasheet: {MarkdownText.Escape(config.Name)} v{config.Version} on {MarkdownText.Escape(manifest.Corpus)}\n\n");
        text.Append(manifest.Synthetic ? "The corpus is synthetic; its numbers are not comparable with the paper's.\n\n" : "");
        text.Append(origin.Script is { } script ? $"Written by rules ({MarkdownText.Escape(script)}), without a language model: it exercises the pipeline and says nothing about REGEN.\n\n" : "");
        text.Append("## Who wrote it\n\n");
        Table(text, "what", "value", Writers(manifest, origin));
        text.Append("\n## How much there is\n\n");
        Table(text, "what", "count", Numbers(manifest.Counts));
        text.Append("\n## What was dropped\n\n");
        Table(text, "what", "count", Numbers(manifest.Dropped));
        text.Append(Leaks);
        text.Append(CultureInfo.InvariantCulture, $"\n## Licence of the source\n\n{MarkdownText.Escape(config.Licence)}\n\nThe texts were made from customers' reviews and may repeat them.\n");
        return text.ToString();
    }

    private const string Leaks =
        """

        ## What may train a model

        Each text knows of the purchases up to its own position and of nothing later; a critique also knows the metadata of the item that it asks for,
        never its review. A product endorsement does not know the review of its own purchase. Column `part` marks, for leave-one-out evaluation, what a text has seen:

        | part | has seen | may train a model that is |
        | --- | --- | --- |
        | train | neither of a user's last two items | validated on the last but one and tested on the last |
        | validation | the last but one | tested on the last only |
        | test | the last | neither: use it as a query or a reference, never as training data |

        """;

    private static IEnumerable<(string, string)> Writers(DatasetManifest manifest, DatasetOrigin origin)
    {
        var model = origin.Config.Model;
        yield return ("provider", model.Provider);
        yield return ("model", model.Model ?? origin.Script ?? "none");
        yield return ("versions that the server reported", manifest.ReportedModels.Count == 0 ? "none" : string.Join(", ", manifest.ReportedModels));
        foreach (var prompt in manifest.Prompts)
        {
            yield return ("prompt", prompt);
        }

        yield return ("seed of the draw", origin.Config.Critiques?.Seed.ToString(CultureInfo.InvariantCulture) ?? "none");
        yield return ("corpus, SHA-256 of its manifest", manifest.CorpusSha256);
        yield return ("critique of other pairs, in exports", manifest.Sentinel);
    }

    private static IEnumerable<(string, string)> Numbers(IReadOnlyDictionary<string, long> numbers) =>
        numbers.Select(pair => (pair.Key.Replace('_', ' '), pair.Value.ToString("N0", CultureInfo.InvariantCulture)));

    private static void Table(StringBuilder text, string left, string right, IEnumerable<(string Left, string Right)> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {left} | {right} |\n| --- | --- |\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(row.Left)} | {MarkdownText.Escape(row.Right)} |\n");
        }
    }
}
