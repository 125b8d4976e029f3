namespace Regen.Core.Rating.Scripted;

/// <summary>Judges a critique by what it asks for and what the two items say.</summary>
internal sealed class CritiqueJudge
{
    private const int CopiedWords = 5;
    private readonly SeenItem current;
    private readonly SeenItem wanted;
    private readonly string critique;
    private int hits;
    private int shared;
    private int wrong;
    private int off;
    private double constraints;

    private CritiqueJudge(SeenItem current, SeenItem wanted, string critique) => (this.current, this.wanted, this.critique) = (current, wanted, critique);

    /// <returns>Quality, specificity and relevance before rounding.</returns>
    public static (double Quality, double Specificity, double Relevance) Of(SeenRequest request, string critique)
    {
        var judge = new CritiqueJudge(request.History.LastOrDefault() ?? new SeenItem(), request.Target ?? new SeenItem(), critique);
        judge.Weigh();
        return (judge.Quality(), judge.Specificity(), judge.Relevance());
    }

    private void Weigh()
    {
        var isNegated = false;
        var reach = 0;
        foreach (var word in RaterWords.InOrder(critique))
        {
            if (RaterWords.IsNegation(word) || word == ",")
            {
                (isNegated, reach) = (word != ",", 0);
            }
            else if (!RaterWords.IsEmpty(word))
            {
                Count(word, isNegated && reach < 3);
                reach++;
            }
        }

        WeighPrice();
        WeighBrand();
    }

    private void Count(string word, bool isNegated)
    {
        if (RaterWords.PriceWish(word, new HashSet<string> { word }) != 0 || word is "brand" or "maker")
        {
            return;
        }

        constraints += char.IsDigit(word[0]) ? 1.5 : 1;
        var (inWanted, inCurrent) = (Says(wanted, word), Says(current, word));
        if (isNegated)
        {
            _ = inWanted ? wrong++ : inCurrent ? hits++ : off++;
        }
        else
        {
            _ = inWanted && !inCurrent ? hits++ : inWanted ? shared++ : inCurrent ? wrong++ : off++;
        }
    }

    private static bool Says(SeenItem item, string word) =>
        item.Words.Contains(word) || (word.Length > 4 && item.Words.Any(other => other.Length > 3 && (other.StartsWith(word, StringComparison.Ordinal) || (word.StartsWith(other, StringComparison.Ordinal) && word.Length - other.Length < 4))));

    private void WeighPrice()
    {
        var wish = RaterWords.PriceWish(critique, Text.TextWords.Of(critique));
        if (wish == 0)
        {
            return;
        }

        constraints++;
        var difference = current.Price is { } from && wanted.Price is { } to ? Math.Sign(to - from) : 0;
        _ = difference == wish ? hits++ : difference == 0 ? shared++ : wrong += 2;
    }

    private void WeighBrand()
    {
        if (!RaterWords.WantsOtherBrand(critique))
        {
            return;
        }

        constraints++;
        _ = wanted.Brand.Length > 0 && current.Brand.Length > 0 && wanted.Brand != current.Brand ? hits++ : wrong++;
    }

    // A run of the title's words is no wish but an answer given away.
    private bool IsCopied()
    {
        var title = RaterWords.InOrder(wanted.Title).Where(static word => word != ",").ToArray();
        var said = RaterWords.InOrder(critique).Where(static word => word != ",").ToArray();
        var needed = Math.Min(CopiedWords, Math.Max(3, title.Length));
        for (var i = 0; i + needed <= said.Length; i++)
        {
            for (var j = 0; j + needed <= title.Length; j++)
            {
                if (said.AsSpan(i, needed).SequenceEqual(title.AsSpan(j, needed)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private double Quality()
    {
        var all = hits + shared + wrong + off;
        if (all == 0)
        {
            return 2.8;
        }

        if (IsCopied())
        {
            return 3.2;
        }

        var share = (hits + (0.4 * shared)) / all;
        var quality = hits == 0 ? 2.4 + (0.8 * share) : 2.6 + (3.6 * share) + (0.45 * Math.Min(hits, 3));
        quality -= (1.3 * Math.Min(wrong, 2)) + (hits + shared == 0 ? 0.9 : 0);
        return quality - (current.SharedLevels(wanted) < 2 ? 0.9 : 0);
    }

    private double Specificity() => constraints switch
    {
        0 => 1.6,
        < 2 => 3.6,
        < 3 => 4.6,
        < 4 => 5.4,
        < 6 => 6.1,
        _ => 6.6,
    };

    private double Relevance()
    {
        var all = hits + shared + wrong + off;
        if (all == 0)
        {
            return 3;
        }

        var touching = (hits + shared + (0.8 * wrong)) / all;
        return 1.4 + (4.6 * touching) + (0.3 * Math.Min(hits, 3)) - (current.SharedLevels(wanted) < 2 ? 0.7 : 0);
    }
}
