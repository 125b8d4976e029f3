using Regen.Core.Text;

namespace Regen.Core.Rating.Scripted;

/// <summary>Judges a narrative by the evidence for its words: what the shop says of the customer's items, and what the customer wrote.</summary>
internal sealed class NarrativeJudge
{
    private static readonly HashSet<string> Praise = ["loved", "love", "loves", "enjoyed", "enjoy", "enjoys", "praised", "delighted", "happy", "satisfied", "pleased"];
    private static readonly HashSet<string> Blame = ["disappointed", "disappointing", "hated", "hate", "hates", "dislike", "dislikes", "disliked", "unhappy", "complained", "returned", "dissatisfied"];
    private static readonly string[] Invitations = ["treat yourself", "don't miss", "try it", "order", "add it", "grab", "get yours", "discover", "upgrade", "pick up", "take it home", "today"];
    private static readonly string[] Links = ["your previous", "you loved", "you praised", "you enjoyed", "your purchase", "you bought", "like you", "your review", "you already", "you own", "your earlier", "you've", "you mentioned", "you said", "as you"];
    private static readonly HashSet<string> Benefits = ["perfect", "ideal", "comfortable", "easy", "reliable", "durable", "effortless", "enjoy", "save", "smooth", "last", "lasting", "upgrade", "complement", "keep"];

    private readonly HashSet<string> shop = new(StringComparer.Ordinal);
    private readonly HashSet<string> own = new(StringComparer.Ordinal);
    private readonly SeenRequest request;
    private readonly double meanStars;

    public NarrativeJudge(SeenRequest request)
    {
        this.request = request;
        foreach (var item in request.Target is { } target ? request.History.Append(target) : request.History)
        {
            shop.UnionWith(item.Words);
            own.UnionWith(item.ReviewWords);
        }

        own.UnionWith(TextWords.Of(request.About));
        foreach (var critique in request.Critiques)
        {
            own.UnionWith(TextWords.Of(critique));
        }

        var stars = request.History.Append(request.Target).Select(static item => item?.Stars).OfType<double>().ToArray();
        meanStars = stars.Length == 0 ? 4 : stars.Average();
    }

    /// <returns>Veracity, personalization and persuasiveness before rounding.</returns>
    public (double Veracity, double Personalization, double Persuasiveness) Of(string text)
    {
        var words = RaterWords.InOrder(text);
        var content = words.Where(static word => word != "," && !RaterWords.IsEmpty(word)).Distinct(StringComparer.Ordinal).ToArray();
        var supported = content.Count(word => Knows(shop, word) || Knows(own, word));
        var personal = content.Count(word => Knows(own, word) && !Knows(shop, word));
        var support = (supported + 1.2) / (content.Length + 2);
        return (Veracity(words, content.Length, support), Personalization(text, content.Length, supported, personal), Persuasiveness(text, words, support));
    }

    // A word counts as known in another form too: "organized", "organizing", "organizer".
    private static bool Knows(HashSet<string> words, string word)
    {
        if (words.Contains(word))
        {
            return true;
        }

        return word.Length > 5 && Endings(word).Any(words.Contains);
    }

    private static IEnumerable<string> Endings(string word)
    {
        foreach (var ending in (string[])["ing", "ed", "er", "ly", "y", "d", "e"])
        {
            if (word.EndsWith(ending, StringComparison.Ordinal))
            {
                yield return word[..^ending.Length];
                yield return word[..^ending.Length] + "e";
            }
        }

        yield return word + "ing";
        yield return word + "ed";
        yield return word + "y";
    }

    private double Veracity(List<string> words, int content, double support)
    {
        var veracity = 1.0 + (6.4 * support) - (content < 2 ? 0.4 : 0);
        return veracity - (2.2 * Contradictions(words));
    }

    // Praise where the stars say otherwise, and "never", "no" or "dislikes" before what the customer bought or wrote about.
    private int Contradictions(List<string> words)
    {
        var found = meanStars <= 2.5 && words.Any(Praise.Contains) ? 1 : 0;
        for (var i = 0; i < words.Count; i++)
        {
            var isBlame = Blame.Contains(words[i]) && meanStars >= 3.5 && !own.Contains(words[i]);
            var isDenial = words[i] is "never" or "avoid" or "avoids" or "not" or "without" or "no";
            var reached = words.Skip(i + 1).TakeWhile(static word => word != ",").Where(static word => !RaterWords.IsEmpty(word)).Take(4);
            found += isBlame || (isDenial && reached.Any(word => Knows(shop, word) && !Denies(word))) ? 1 : 0;
        }

        return Math.Min(found, 2);
    }

    // The customer's own "no smell" is no contradiction of "without smell".
    private bool Denies(string word) =>
        request.History.Append(request.Target).OfType<SeenItem>().Any(item =>
            RaterWords.Has(item.Review, $"no {word}") || RaterWords.Has(item.Review, $"not {word}") || RaterWords.Has(item.Review, $"without {word}"));

    private static double Personalization(string text, int content, int supported, int personal)
    {
        if (content == 0)
        {
            return 1.6;
        }

        var share = (double)supported / content;
        var products = Math.Min(supported - personal, 5);
        return 1.4 + (0.35 * products * Math.Min(1, share * 1.5)) + (0.85 * Math.Min(personal, 5) * Math.Min(1, share * 1.5)) + (RaterWords.Has(text, "review") ? 0.2 : 0);
    }

    private double Persuasiveness(string text, List<string> words, double support)
    {
        var isAddressed = words.Any(static word => word is "you" or "your");
        var benefits = words.Where(Benefits.Contains).Distinct().Count();
        var named = request.Target is { } item ? words.Distinct().Count(word => !RaterWords.IsEmpty(word) && item.Words.Contains(word)) : 0;
        var score = 1.2
            + (isAddressed ? 1.2 : 0)
            + (0.5 * Math.Min(benefits, 3))
            + (Links.Any(phrase => RaterWords.Has(text, phrase)) ? 1.1 : 0)
            + (Invitations.Any(phrase => RaterWords.Has(text, phrase)) ? 0.7 : 0)
            + (0.3 * Math.Min(named, 4));
        return score - (support < 0.4 ? 1.5 : 0) - (words.Count < 8 ? 0.8 : 0) - (words.Any(Blame.Contains) ? 1.5 : 0) - Contradictions(words);
    }
}
