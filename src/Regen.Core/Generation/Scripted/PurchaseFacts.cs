using System.Globalization;
using System.Text.RegularExpressions;

namespace Regen.Core.Generation.Scripted;

/// <summary>What a history block says of one purchase.</summary>
/// <param name="Said">What the customer asked for on the way to it; "" for nothing.</param>
/// <param name="Rating">1 to 5; null where none is shown.</param>
/// <param name="Quotes">Sentences of the review that are short enough to be quoted.</param>
internal sealed partial record PurchaseFacts(ItemFacts Item, string Said, double? Rating, IReadOnlyList<string> Quotes, string Description)
{
    private const int FewestWords = 3;
    private const int MostWords = 14;
    private const int MostNameWords = 7;

    /// <summary>The title's beginning, as one would say it.</summary>
    public string Name { get; } = NameOf(Item.Title);

    public bool IsLiked => Rating >= 4;

    public bool IsDisliked => Rating <= 3;

    /// <returns>The purchases of a block, oldest first.</returns>
    public static IReadOnlyList<PurchaseFacts> ReadAll(string block) =>
        [.. block.Split("\n\n").Where(entry => entry.StartsWith("Purchase ", StringComparison.Ordinal)).Select(Read)];

    private static PurchaseFacts Read(string entry)
    {
        Dictionary<string, string> fields = [];
        foreach (var line in entry.Split('\n').Skip(1))
        {
            if (line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
            {
                fields.TryAdd(line[..colon], line[(colon + 2)..]);
            }
        }

        string Field(string name) => fields.GetValueOrDefault(name, "");
        var rating = Field("Rating") is { Length: > 0 } given && double.TryParse(given.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var stars) ? stars : (double?)null;
        return new PurchaseFacts(ItemFacts.Read(entry), Field("Said before choosing it"), rating, Quotable(Field("Review"), Field("Review summary")), Field("Description"));
    }

    private static List<string> Quotable(string review, string summary)
    {
        var sentences = Sentence().Split(review).Select(sentence => sentence.Trim().Replace('"', '\'')).Where(sentence => IsQuotable(sentence, FewestWords)).ToList();
        if (sentences.Count == 0 && IsQuotable(summary, 2))
        {
            sentences.Add(summary.Replace('"', '\''));
        }

        return sentences;
    }

    private static bool IsQuotable(string sentence, int fewest) =>
        sentence.Count(letter => letter == ' ') + 1 is var words && words >= fewest && words <= MostWords && char.IsUpper(sentence[0]) && !sentence.Contains("[…]", StringComparison.Ordinal);

    private static string NameOf(string title)
    {
        var head = Break().Split(title)[0].Trim();
        head = head.Length > 2 ? head : title;
        return string.Join(' ', head.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostNameWords)).TrimEnd(',', ';', '-', '&', '/');
    }

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex Sentence();

    [GeneratedRegex(@",|;|\(| - | with | for |\. ")]
    private static partial Regex Break();
}
