using System.Globalization;
using System.Text.Json;

namespace Regen.Core.LanguageModels.Answers;

/// <summary>A JSON value found in a model's answer. Callers check it against what they asked for: nothing in it was promised.</summary>
/// <remarks>Texts hold no lone surrogates (U+FFFD stands for each); a key that stands twice in an object has its last value.</remarks>
public sealed class AnswerValue
{
    private static readonly Dictionary<string, AnswerValue> NoMembers = [];

    private AnswerValue(JsonValueKind kind, bool isCut) => (Kind, IsCut) = (kind, isCut);

    /// <summary>Object, Array, String, Number, True, False or Null.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The answer ended within this value: what stands in it is its beginning.</summary>
    public bool IsCut { get; }

    /// <summary>The content of a string, or a number as it is written; empty for all others.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The elements of an array; empty for all others.</summary>
    public IReadOnlyList<AnswerValue> Items { get; private init; } = [];

    /// <summary>The members of an object; empty for all others.</summary>
    public IReadOnlyDictionary<string, AnswerValue> Members { get; private init; } = NoMembers;

    /// <returns>The member of this very name, or else the last one whose name differs in case only; null where there is neither.</returns>
    public AnswerValue? Member(string name) =>
        Members.TryGetValue(name, out var value)
            ? value
            : Members.LastOrDefault(member => string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <returns>The whole number that this number or text says (7, 7.0, "7"); null where it says none.</returns>
    public int? AsWhole() =>
        Kind is JsonValueKind.Number or JsonValueKind.String
        && !IsCut
        && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number is >= int.MinValue and <= int.MaxValue
        && number == Math.Floor(number)
            ? (int)number
            : null;

    internal static AnswerValue OfText(string text, bool isCut) => new(JsonValueKind.String, isCut) { Text = text };

    internal static AnswerValue OfNumber(string text, bool isCut) => new(JsonValueKind.Number, isCut) { Text = text };

    internal static AnswerValue OfWord(JsonValueKind kind) => new(kind, isCut: false);

    internal static AnswerValue OfItems(IReadOnlyList<AnswerValue> items, bool isCut) => new(JsonValueKind.Array, isCut) { Items = items };

    internal static AnswerValue OfMembers(IReadOnlyDictionary<string, AnswerValue> members, bool isCut) =>
        new(JsonValueKind.Object, isCut) { Members = members };
}
