using System.Globalization;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>Requests for one group of narratives: the history up to a position, and nothing after it.</summary>
internal sealed class NarrativePrompt
{
    private readonly NarrativeWritingConfig config;
    private readonly HistoryText text;
    private readonly Prompt prompt;
    private readonly Dictionary<string, string> settings;

    public NarrativePrompt(NarrativeGroup group, NarrativeWritingConfig config, HistoryText text, PromptLibrary prompts)
    {
        (Group, this.config, this.text) = (group, config, text);
        settings = group.Kinds.ToDictionary(
            kind => "words_" + NarrativeKinds.NameOf(kind), kind => NarrativeGroup.MostWords(config.MostWords, kind).ToString(CultureInfo.InvariantCulture));
        prompt = prompts.Load(group.PromptIn(config.Prompts), new PromptShape(["history", "schema"], [.. settings.Keys]), settings);
        settings["schema"] = prompt.Schema(settings);
    }

    public NarrativeGroup Group { get; }

    public string Identity => prompt.Identity;

    /// <param name="position">Of the newest purchase that the request may know.</param>
    public (ModelRequest Request, HistoryCut Cut) For(Conversation conversation, int position)
    {
        var history = conversation.History;
        var (past, cut) = text.Render(new HistoryView(history, position, Group.IsLastReviewHidden, config.Critiques ? conversation.Critiques : null));
        var values = new Dictionary<string, string>(settings) { ["history"] = Fence.Around(past).Block("history", past) };
        var place = string.Create(CultureInfo.InvariantCulture, $"narratives/{Group.Name}/{history.Key}/{position}");
        return (prompt.Fill(place, settings["schema"], values) with { MaxOutputTokens = config.MaxOutputTokens }, cut);
    }
}
