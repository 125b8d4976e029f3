using Regen.Core.Text;

namespace Regen.Core.Rating.Scripted;

/// <summary>Words that a rater reads past, and those that mean a comparison.</summary>
internal static class RaterWords
{
    private static readonly HashSet<string> Empty = Set(
        "a an the this that these those it its one ones of in on at to for from with by and or but so as is are was be been am will would could "
        + "should can do does did has have had having i me my mine we our us you your he she his her they their them who which what when where how "
        + "need needs want wanted wants like liked looking look search find show give get something anything thing things please prefer rather instead "
        + "more most less least much many very too also just only really quite still even than then there here some any all each other another "
        + "different else better best good great nice nicer new old item items product products type kind sort style option version model "
        + "im id ive dont doesnt not no without never about into over under out up down if because since s t m d ll re ve let make made makes "
        + "use used using customer customers user users shopper buyer person people purchase purchases purchased buy buys buying bought history "
        + "review reviews reviewed rated rating ratings enjoy enjoys enjoyed appreciate appreciates value values interest interested preference "
        + "preferences seem seems likely previous previously past often regularly generally overall based give gives given star stars perfect ideal "
        + "choice quality way own well love loved loves time be it's");

    private static readonly HashSet<string> Negations = Set("not no without isnt arent never instead avoid except dont hate");
    private static readonly HashSet<string> Cheaper = Set("cheaper inexpensive affordable budget cheap economical");
    private static readonly HashSet<string> Dearer = Set("pricier premium luxurious upscale luxury");

    public static bool IsEmpty(string word) => word.Length < 2 && !char.IsDigit(word[0]) || Empty.Contains(word);

    public static bool IsNegation(string word) => Negations.Contains(word);

    /// <summary>-1 for a wish for a lower price, 1 for a higher one, 0 for none.</summary>
    public static int PriceWish(string text, IReadOnlySet<string> words) =>
        words.Overlaps(Cheaper) || Has(text, "less expensive") || Has(text, "lower price") || Has(text, "costs less") ? -1
        : words.Overlaps(Dearer) || Has(text, "more expensive") || Has(text, "higher end") || Has(text, "higher-end") ? 1
        : 0;

    public static bool WantsOtherBrand(string text) =>
        Has(text, "different brand") || Has(text, "another brand") || Has(text, "other brand") || Has(text, "different maker") || Has(text, "another maker");

    public static bool Has(string text, string phrase) => text.Contains(phrase, StringComparison.OrdinalIgnoreCase);

    /// <returns>The words in their order, each as <see cref="TextWords"/> gives it.</returns>
    public static List<string> InOrder(string text)
    {
        var all = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] == '.' && i > start && i + 1 < text.Length && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1])))
            {
                continue;
            }

            if (i > start)
            {
                all.AddRange(TextWords.Of(text[start..i]));
            }

            // A clause's end is kept as a mark, because a negation does not reach beyond it.
            if (i < text.Length && (text[i] is ',' or '.' or ';' or '!' or '?'))
            {
                all.Add(",");
            }

            start = i + 1;
        }

        return all;
    }

    private static HashSet<string> Set(string words) => [.. words.Split(' '), .. words.Split(' ').SelectMany(static word => TextWords.Of(word))];
}
