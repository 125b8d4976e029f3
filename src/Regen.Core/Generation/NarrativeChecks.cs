using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>Why a narrative was dropped.</summary>
public enum NarrativeFault
{
    /// <summary>The answer has no such text, or an empty one.</summary>
    Missing,

    /// <summary>It has too many words.</summary>
    TooLong,

    /// <summary>It is not one line, and its kind must be.</summary>
    NotOneLine,
}

/// <summary>What an answer's narratives came to.</summary>
/// <param name="Kept">By kind.</param>
/// <param name="Dropped">By kind; empty for a good answer.</param>
public sealed record NarrativeTexts(IReadOnlyDictionary<NarrativeKind, string> Kept, IReadOnlyDictionary<NarrativeKind, NarrativeFault> Dropped);

/// <summary>Reads the narratives of a group's answer and holds each against the rules.</summary>
internal sealed class NarrativeChecks(NarrativeGroup group, NarrativeLengths lengths)
{
    /// <summary>Good if every text of the group is.</summary>
    public Reading<NarrativeTexts> Read(string answer)
    {
        var read = AnswerReading.Object(answer);
        if (!read.IsGood)
        {
            return Reading.Bad<NarrativeTexts>(read.Problem!);
        }

        var texts = Check(read.Value);
        return texts.Dropped.Count == 0 ? Reading.Of(texts) : Reading.Bad<NarrativeTexts>(string.Join("; ", texts.Dropped.Select(fault => Explain(fault.Key, fault.Value))));
    }

    /// <summary>What can be used of an answer that is not good as a whole.</summary>
    public NarrativeTexts Salvage(string answer)
    {
        var read = AnswerReading.Object(answer);
        return read.IsGood ? Check(read.Value) : new NarrativeTexts(new Dictionary<NarrativeKind, string>(), group.Kinds.ToDictionary(kind => kind, _ => NarrativeFault.Missing));
    }

    private NarrativeTexts Check(JsonElement answer)
    {
        Dictionary<NarrativeKind, string> kept = [];
        Dictionary<NarrativeKind, NarrativeFault> dropped = [];
        foreach (var kind in group.Kinds)
        {
            var text = answer.TryGetProperty(NarrativeKinds.NameOf(kind), out var value) && value.ValueKind == JsonValueKind.String ? SafeText.Written(value.GetString()!) : "";
            NarrativeFault? fault = text.Length == 0 ? NarrativeFault.Missing
                : Words(text) > NarrativeGroup.MostWords(lengths, kind) ? NarrativeFault.TooLong
                : kind is NarrativeKind.Profile or NarrativeKind.PurchaseReason && text.Contains('\n') ? NarrativeFault.NotOneLine
                : null;
            if (fault is { } found)
            {
                dropped[kind] = found;
            }
            else
            {
                kept[kind] = text;
            }
        }

        return new NarrativeTexts(kept, dropped);
    }

    private string Explain(NarrativeKind kind, NarrativeFault fault) => $"\"{NarrativeKinds.NameOf(kind)}\" " + fault switch
    {
        NarrativeFault.Missing => "is missing or no text",
        NarrativeFault.TooLong => $"has more than {NarrativeGroup.MostWords(lengths, kind)} words",
        _ => "has more than one line",
    };

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
