using System.Runtime.InteropServices;
using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>Why an option of a critique was dropped.</summary>
public enum OptionFault
{
    /// <summary>It says nothing.</summary>
    Empty,

    /// <summary>It has too many words.</summary>
    TooLong,

    /// <summary>
    /// It gives the wanted item's title away: five words of it in a row; the whole title where that has three or four words; nothing but
    /// the title where that has fewer.
    /// </summary>
    GivesTitle,

    /// <summary>It holds the key of one of the two items.</summary>
    GivesKey,

    /// <summary>It is, by its words, an earlier option.</summary>
    Repeated,

    /// <summary>More options came than were asked for.</summary>
    Surplus,
}

/// <summary>One option that did not pass.</summary>
public sealed record DroppedOption(string Text, OptionFault Fault);

/// <summary>What an answer's options came to.</summary>
/// <param name="Kept">In the model's order; at least one.</param>
/// <param name="Dropped">In the model's order.</param>
public sealed record CritiqueOptions(IReadOnlyList<string> Kept, IReadOnlyList<DroppedOption> Dropped);

/// <summary>Reads the options of an answer and holds each against the rules.</summary>
/// <param name="mostWords">Words of an option at most.</param>
/// <param name="mostOptions">Options beyond so many are surplus.</param>
internal sealed class CritiqueChecks(int mostWords, int mostOptions)
{
    private const int Run = 5;
    private const int ShortTitle = 3;
    private static readonly char[] Quotes = ['"', '\u201c', '\u201d', '\u00ab', '\u00bb'];

    public Reading<CritiqueOptions> Read(string answer, Item current, Item goal)
    {
        var read = AnswerReading.Object(answer);
        if (!read.IsGood)
        {
            return Reading.Bad<CritiqueOptions>(read.Problem!);
        }

        if (!read.Value.TryGetProperty("critiques", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return Reading.Bad<CritiqueOptions>("it has no list \"critiques\"");
        }

        if (list.EnumerateArray().FirstOrDefault(option => option.ValueKind != JsonValueKind.String) is { ValueKind: not JsonValueKind.Undefined } other)
        {
            return Reading.Bad<CritiqueOptions>($"a critique is no text but {other.ValueKind.ToString().ToLowerInvariant()}");
        }

        var options = Check(list.EnumerateArray().Select(option => option.GetString()!), current, goal);
        return options.Kept.Count > 0 ? Reading.Of(options) : Reading.Bad<CritiqueOptions>(Explain(options.Dropped));
    }

    public CritiqueOptions Check(IEnumerable<string> options, Item current, Item goal)
    {
        List<string> kept = [];
        List<DroppedOption> dropped = [];
        HashSet<string> said = [];
        var title = Words(SafeText.Line(goal.Title));
        foreach (var option in options.Select(Clean))
        {
            var fault = Fault(option, title, current, goal)
                ?? (!said.Add(string.Join(' ', Words(option))) ? OptionFault.Repeated : kept.Count == mostOptions ? OptionFault.Surplus : null);
            if (fault is { } found)
            {
                dropped.Add(new DroppedOption(option, found));
            }
            else
            {
                kept.Add(option);
            }
        }

        return new CritiqueOptions(kept, dropped);
    }

    private static string Clean(string option) => SafeText.Line(SafeText.Line(option).Trim(Quotes));

    private OptionFault? Fault(string option, List<string> title, Item current, Item goal)
    {
        var words = Words(option);
        return words.Count == 0 ? OptionFault.Empty
            : option.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length > mostWords ? OptionFault.TooLong
            : HasKey(option, goal) || HasKey(option, current) ? OptionFault.GivesKey
            : GivesTitle(words, title) ? OptionFault.GivesTitle
            : null;
    }

    private static bool HasKey(string option, Item item) => item.Asin.Length > 3 && option.Contains(item.Asin, StringComparison.OrdinalIgnoreCase);

    private static bool GivesTitle(List<string> words, List<string> title)
    {
        if (title.Count < ShortTitle)
        {
            return title.Count > 0 && words.SequenceEqual(title);
        }

        var run = Math.Min(Run, title.Count);
        var said = CollectionsMarshal.AsSpan(words);
        var given = CollectionsMarshal.AsSpan(title);
        for (var at = 0; at + run <= said.Length; at++)
        {
            for (var from = 0; from + run <= given.Length; from++)
            {
                if (said.Slice(at, run).SequenceEqual(given.Slice(from, run)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Runs of letters and digits in lower case, a number with its point or fraction as one: what is compared.</summary>
    internal static List<string> Words(string text)
    {
        List<string> words = [];
        var start = -1;
        for (var at = 0; at <= text.Length; at++)
        {
            var isWord = at < text.Length && (char.IsLetterOrDigit(text[at]) || IsInNumber(text, at));
            if (isWord && start < 0)
            {
                start = at;
            }
            else if (!isWord && start >= 0)
            {
                words.Add(text[start..at].ToLowerInvariant());
                start = -1;
            }
        }

        return words;
    }

    private static bool IsInNumber(string text, int at) =>
        text[at] is '.' or '/' && at > 0 && char.IsAsciiDigit(text[at - 1]) && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);

    private string Explain(IReadOnlyList<DroppedOption> dropped) =>
        dropped.Count == 0 ? "the list of critiques is empty" : "no critique can be used: " + string.Join("; ", dropped.Take(mostOptions).Select(option => $"'{option.Text}' {Reason(option.Fault)}"));

    private string Reason(OptionFault fault) => fault switch
    {
        OptionFault.Empty => "says nothing",
        OptionFault.TooLong => $"has more than {mostWords} words",
        OptionFault.GivesTitle => "copies the goal's title",
        OptionFault.GivesKey => "holds a product key",
        OptionFault.Repeated => "repeats another one",
        _ => "is one too many",
    };
}
