namespace Regen.Core.Generation.Scripted;

/// <summary>English as far as the scripted writer needs it.</summary>
internal static class English
{
    /// <returns>"a pen", "an eraser".</returns>
    public static string WithArticle(string noun) => ("aeio".Contains(char.ToLowerInvariant(noun[0])) || noun.StartsWith("ultra", StringComparison.Ordinal) || noun.StartsWith('8') ? "an " : "a ") + noun;

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    public static bool IsPlural(string noun) => noun.Length > 3 && noun[^1] == 's' && noun[^2] is not ('s' or 'u' or 'i');

    /// <returns>"gel ink pens" as "gel ink pen"; what is no plural stays.</returns>
    public static string Singular(string noun) =>
        !IsPlural(noun) ? noun
        : noun.EndsWith("ies", StringComparison.Ordinal) ? noun[..^3] + "y"
        : noun.EndsWith("xes", StringComparison.Ordinal) || noun.EndsWith("ches", StringComparison.Ordinal) || noun.EndsWith("shes", StringComparison.Ordinal) ? noun[..^2]
        : noun[..^1];

    /// <returns>"a", "a and b", "a, b and c".</returns>
    public static string List(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => "",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}",
    };

    /// <returns>The words of a shop's heading in running text: capitals go, except in acronyms and single letters.</returns>
    public static string Running(string heading) => string.Join(' ', heading.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(LowerWord));

    public static string Number(int number) => number switch
    {
        1 => "one",
        2 => "two",
        3 => "three",
        4 => "four",
        5 => "five",
        6 => "six",
        7 => "seven",
        8 => "eight",
        9 => "nine",
        _ => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string LowerWord(string word) => word is "&" ? "and" : string.Join('-', word.Split('-').Select(LowerPart));

    private static string LowerPart(string part) => part.Length > 1 && char.IsUpper(part[0]) && !part.AsSpan(1).ContainsAnyInRange('A', 'Z') ? part.ToLowerInvariant() : part;
}
