using System.Globalization;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>Requests for critiques. They hold both items' metadata and, as a switch, the purchases up to the item at hand; never a review of the wanted one.</summary>
internal sealed class CritiquePrompt
{
    private readonly CritiqueWritingConfig config;
    private readonly HistoryText text;
    private readonly Prompt prompt;
    private readonly Dictionary<string, string> settings;

    public CritiquePrompt(CritiqueWritingConfig config, HistoryText text, PromptLibrary prompts)
    {
        (this.config, this.text) = (config, text);
        settings = new Dictionary<string, string>
        {
            ["options"] = config.Options.ToString(CultureInfo.InvariantCulture),
            ["most_words"] = config.MostWords.ToString(CultureInfo.InvariantCulture),
        };
        var shape = new PromptShape(config.History ? ["history", "current", "goal", "schema"] : ["current", "goal", "schema"], ["history", "options", "most_words"]);
        prompt = prompts.Load(config.Prompt, shape, settings);
        settings["schema"] = prompt.Schema(settings);
    }

    public string Identity => prompt.Identity;

    /// <param name="position">Of the wanted item, at least 1.</param>
    public (ModelRequest Request, HistoryCut Cut) For(PurchaseHistory history, int position)
    {
        var (current, goal) = (text.Item(history.Purchases[position - 1].Item), text.Item(history.Purchases[position].Item));
        var (past, cut) = config.History ? text.Render(new HistoryView(history, position - 1, IsLastReviewHidden: false, Critiques: null)) : ("", default);
        var fence = Fence.Around(past, current, goal);
        var values = new Dictionary<string, string>(settings)
        {
            ["history"] = fence.Block("history", past),
            ["current"] = fence.Block("current", Known(current)),
            ["goal"] = fence.Block("goal", Known(goal)),
        };
        var place = string.Create(CultureInfo.InvariantCulture, $"critique/{history.Key}/{position}");
        return (prompt.Fill(place, settings["schema"], values) with { MaxOutputTokens = config.MaxOutputTokens }, cut);
    }

    private static string Known(string item) => item.Length > 0 ? item : "(nothing is known of it)";
}
