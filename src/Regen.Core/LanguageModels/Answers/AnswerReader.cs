using System.Text.Json;

namespace Regen.Core.LanguageModels.Answers;

/// <summary>Reads what a request asked for out of an answer; whatever is wrong comes back in words that the model can act on.</summary>
public static class AnswerReader
{
    private const int ExampleLength = 40;

    /// <summary>Reads an object with a list of texts, as in {"critiques": ["…", "…"]}.</summary>
    /// <param name="answer">What the model said.</param>
    /// <param name="key">Where the list stands.</param>
    /// <param name="least">Texts at least; fewer are a problem.</param>
    /// <param name="most">Texts at most; more are a problem.</param>
    /// <param name="limits">For each text.</param>
    /// <remarks>
    /// White space around and control characters are taken away. An element may be an object with a single text in it. A last text
    /// that is cut off is dropped before they are counted.
    /// </remarks>
    public static Reading<IReadOnlyList<string>> Texts(string answer, string key, int least, int most, TextLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (AnswerJson.Find(answer, key)?.Member(key) is not { } list)
        {
            return Reading.Bad<IReadOnlyList<string>>(NoObject([key]));
        }

        if (list.Kind != JsonValueKind.Array)
        {
            return Reading.Bad<IReadOnlyList<string>>($"'{key}' is {Word(list)}, a list of texts was asked for");
        }

        var whole = list.Items.Where(static item => !item.IsCut).ToArray();
        if (whole.Length < least || whole.Length > most)
        {
            var asked = least == most ? $"{least}" : $"{least} to {most}";
            return Reading.Bad<IReadOnlyList<string>>($"'{key}' holds {whole.Length} {(whole.Length == 1 ? "text" : "texts")}{(list.IsCut ? " before the answer breaks off" : "")}, {asked} were asked for");
        }

        var texts = whole.Select(Text).ToArray();
        var problems = texts.Select((text, index) => Problem($"text {index + 1} of '{key}'", whole[index], text, limits)).OfType<string>().ToArray();
        return problems.Length == 0 ? Reading.Of<IReadOnlyList<string>>(texts!) : Reading.Bad<IReadOnlyList<string>>(string.Join("; ", problems));
    }

    /// <summary>Reads an object with several texts, as in {"reason": "…", "explanation": "…"}.</summary>
    /// <returns>The texts in the order of what was wanted, or all problems at once.</returns>
    public static Reading<IReadOnlyList<string>> NamedTexts(string answer, IReadOnlyList<NamedText> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        string[] names = [.. wanted.Select(static text => text.Name)];
        if (AnswerJson.Find(answer, names) is not { } found || names.All(name => found.Member(name) is null))
        {
            return Reading.Bad<IReadOnlyList<string>>(NoObject(names));
        }

        var texts = new List<string>();
        var problems = new List<string>();
        foreach (var (name, limits) in wanted)
        {
            var value = found.Member(name);
            var text = value is null ? null : Text(value);
            var problem = value is not null ? Problem($"'{name}'", value, text, limits)
                : found.IsCut ? $"the answer breaks off before '{name}'"
                : $"'{name}' is missing";
            (problem is null ? texts : problems).Add(problem ?? text!);
        }

        return problems.Count == 0 ? Reading.Of<IReadOnlyList<string>>(texts) : Reading.Bad<IReadOnlyList<string>>(string.Join("; ", problems));
    }

    private static string? Text(AnswerValue value)
    {
        var texts = value.Members.Values.Where(static member => member.Kind == JsonValueKind.String).ToArray();
        var holder = value.Kind == JsonValueKind.Object && texts.Length == 1 ? texts[0] : value;
        return holder.Kind == JsonValueKind.String ? CleanText.Clean(holder.Text, int.MaxValue).Trim() : null;
    }

    private static string? Problem(string name, AnswerValue value, string? text, TextLimits limits)
    {
        if (text is null)
        {
            return $"{name} is {Word(value)}, a text was asked for";
        }

        if (value.IsCut)
        {
            return $"the answer breaks off within {name}";
        }

        return limits.Problem(text) is { } problem ? $"{name} {problem}" : null;
    }

    private static string NoObject(IReadOnlyList<string> names) =>
        $"the answer holds no JSON object with {string.Join(" or ", names.Select(static name => $"'{name}'"))}";

    private static string Word(AnswerValue value) => value.Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"the number {CleanText.OneLine(value.Text, ExampleLength)}",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };
}
