namespace Regen.Core.Generation.Scripted;

/// <summary>How differences are said. {new} and {old} are the two sides, {a:new} has its article, {a:one} is one piece of the kind with its article.</summary>
internal static class Phrases
{
    private static readonly string[] KindChange =
        ["{new}, not {old}", "I'm looking for {new}, not {old}", "Do you have any {new}?", "Show me {new} instead", "I meant {new}", "{new} would suit me better", "I don't want {old}, I need {new}", "Are there any {new}?"];

    private static readonly string[] NewColor = ["I'd prefer {new}", "The same in {new}, please", "Is there one in {new}?", "Do these come in {new}?", "I was hoping for {new}", "Anything in {new}?", "{new}, please", "It has to be {new}", "{a:one} in {new}", "I want {a:one} in {new}"];
    private static readonly string[] OtherColor = ["{new}, not {old}", "{new} instead of {old}", "{old} doesn't work for me, I want {new}", "I don't want {old}, do you have {new}?", .. NewColor];

    private static readonly string[] NewTip = ["I'd like {a:new}", "Do you have it with {a:new}?", "With {a:new}, please", "{new}, please", "I write better with {a:new}"];
    private static readonly string[] OtherTip = ["{new}, not {old}", "{a:new} rather than {a:old}", "{a:old} is not for me, I need {a:new}", .. NewTip];

    private static readonly string[] NewMaterial = ["I'd rather have {new}", "Is there one in {new}?", "{new}, please", "I want one made of {new}", "Do you have it in {new}?"];
    private static readonly string[] OtherMaterial = ["{new}, not {old}", "{new} instead of {old}, please", "I'd rather have {new} than {old}", .. NewMaterial];

    private static readonly string[] NewFormat = ["I need {new} size", "Does it come in {new} size?", "{new} size, please", "It has to be {new} size"];
    private static readonly string[] OtherFormat = ["{new} size, not {old}", "{old} is the wrong size, I need {new}", .. NewFormat];

    private static readonly string[] Quality = ["Something {new}, please", "I need {a:new} one", "Is there {a:new} version?", "It should be {new}", "Do you have {a:new} one?", "I'd like {a:new} one", "{new} would be better", "Only if it's {new}", "{new}, please"];
    private static readonly string[] Part = ["I need one with {new}", "Is there one with {new}?", "With {new}, please", "It should come with {new}", "Do you have any with {new}?", "I'd like {a:one} with {new}", "{a:one} with {new}", "It would need {new}"];

    private static readonly string[] NewMeasure = ["I need {new}", "Do you have it in {new}?", "{new}, please", "Is there {a:new} one?", "It has to be {new}"];
    private static readonly string[] OtherMeasure = ["{new}, not {old}", "{new} instead of {old}, please", "I need {new}, this is {old}", .. NewMeasure];
    private static readonly string[] Larger = ["Something larger, {new}", "{old} is too small, I need {new}", "Is there a bigger one, about {new}?", "A bit bigger than this, please", .. OtherMeasure];
    private static readonly string[] Smaller = ["Something smaller, {new}", "{old} is too big, I need {new}", "Is there a smaller one, about {new}?", "A bit smaller than this, please", .. OtherMeasure];

    private static readonly string[] NewCount = ["Do you have {a:new}?", "{a:new}, please", "I'd take {a:new}", "Is there {a:new}?"];
    private static readonly string[] MoreOf = ["{old} won't last, I need {a:new}", "I go through these fast, {a:new} please", "More of them, {a:new} at least", "Is there a bigger quantity, say {a:new}?", "{new}, not {old}"];
    private static readonly string[] FewerOf = ["I don't need that many, {a:new} is enough", "{old} is far too many for me, {a:new} will do", "Fewer of them, please", "Is there a smaller quantity, say {a:new}?", "{new}, not {old}"];

    private static readonly string[] NewBrand = ["Do you have something from {new}?", "I'd rather stay with {new}", "Anything by {new}?", "I trust {new} more"];
    private static readonly string[] OtherBrand = ["I'd rather have {new} than {old}", "Not {old}, do you have {new}?", .. NewBrand];

    private static readonly string[] Dearer = ["Something of better quality, I don't mind paying more", "This looks cheap, show me a nicer one", "I'd pay more for a better one", "A step up from this, please"];
    private static readonly string[] Cheaper = ["Something cheaper, please", "Is there one for less money?", "That's more than I want to spend", "A more basic one at a lower price"];

    private static readonly string[] Segment = ["{new}, please", "{new} is what I'm after", "More like {new}", "I was thinking of {new}"];

    private static readonly string[] NoPart = ["I don't need {old}", "One without {old}, please", "{old} is more than I need"];
    private static readonly string[] NoQuality = ["It doesn't have to be {old}", "Not {a:old} one, please", "Is there one that isn't {old}?"];
    private static readonly string[] NoColor = ["Not {old}, please", "Any other color than {old}", "I don't care for {old}"];

    private static readonly string[] Nothing =
    [
        "Something a little different, please", "Is there another version of this?", "Not quite what I had in mind", "Show me one that's similar to this", "Do you have a different model?", "I'd like to see an alternative",
        "Close, but not this one", "What else is there like this?",
    ];

    public static IReadOnlyList<string> For(Difference difference) => (difference.Aspect, difference.Old.Length > 0, difference.Turn) switch
    {
        (Aspect.Kind, _, _) => KindChange,
        (Aspect.Color, var isOld, _) => isOld ? OtherColor : NewColor,
        (Aspect.Tip, var isOld, _) => isOld ? OtherTip : NewTip,
        (Aspect.Material, var isOld, _) => isOld ? OtherMaterial : NewMaterial,
        (Aspect.Format, var isOld, _) => isOld ? OtherFormat : NewFormat,
        (Aspect.Quality, _, _) => Quality,
        (Aspect.Part, _, _) => Part,
        (Aspect.Measure, true, "more") => Larger,
        (Aspect.Measure, true, "less") => Smaller,
        (Aspect.Measure, var isOld, _) => isOld ? OtherMeasure : NewMeasure,
        (Aspect.Count, true, "more") => MoreOf,
        (Aspect.Count, true, "less") => FewerOf,
        (Aspect.Count, _, _) => NewCount,
        (Aspect.Brand, var isOld, _) => isOld ? OtherBrand : NewBrand,
        (Aspect.Price, _, var turn) => turn == "more" ? Dearer : Cheaper,
        (Aspect.Segment, _, _) => Segment,
        (Aspect.Absent, _, var turn) => turn == "part" ? NoPart : turn == "color" ? NoColor : NoQuality,
        _ => Nothing,
    };

    /// <returns>Null where the phrase needs a kind that has no name for one piece, or says "the same" of another kind.</returns>
    public static string? Fill(string phrase, Difference difference, ItemFacts goal, bool isSameKind)
    {
        if (!isSameKind && phrase.StartsWith("The same", StringComparison.Ordinal))
        {
            return null;
        }

        if (phrase.Contains("{a:one}", StringComparison.Ordinal))
        {
            if (!English.IsPlural(goal.Kind) || goal.Kind.Contains(" or ", StringComparison.Ordinal) || goal.Kind.Contains(difference.New, StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            phrase = phrase.Replace("{a:one}", English.WithArticle(English.Singular(goal.Kind)), StringComparison.Ordinal);
        }

        return phrase
            .Replace("{a:new}", Article(difference.New), StringComparison.Ordinal)
            .Replace("{a:old}", Article(difference.Old), StringComparison.Ordinal)
            .Replace("{new}", difference.New, StringComparison.Ordinal)
            .Replace("{old}", difference.Old, StringComparison.Ordinal);
    }

    private static string Article(string noun) => noun.Length == 0 || (char.IsAsciiDigit(noun[0]) && English.IsPlural(noun)) ? noun : English.WithArticle(noun);
}
