namespace Regen.Core.Evaluation;

/// <summary>What recommended lists look like together. Formulas as in RecBole (arXiv:2011.01731), except the plain entropy.</summary>
public sealed record ListDiversity
{
    /// <summary>Items that some list holds, and their share of the catalogue.</summary>
    public required int DistinctItems { get; init; }

    public required double Coverage { get; init; }

    /// <summary>Gini index of the items' counts, items in no list included; 0 is even, 1 is one item for all.</summary>
    public required double Gini { get; init; }

    /// <summary>Shannon entropy of the items' shares, in nats.</summary>
    public required double EntropyNats { get; init; }

    public double EntropyBits => EntropyNats / Math.Log(2);

    /// <summary>Mean over lists of the mean popularity of their items.</summary>
    public required double AveragePopularity { get; init; }

    /// <summary>"gini|k:10|..." and the like for the three numbers that records hold.</summary>
    public static string Signature(string metric, int k) => $"{metric}|k:{k}|items:all|v:1";

    /// <param name="lists">Row-major [lists, k] item numbers.</param>
    /// <param name="k">Length of each list.</param>
    /// <param name="popularity">Training occurrences per item; its length is the size of the catalogue.</param>
    public static ListDiversity Of(ReadOnlySpan<int> lists, int k, ReadOnlySpan<int> popularity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (lists.Length == 0 || lists.Length % k != 0)
        {
            throw new ArgumentException($"{lists.Length} entries are not lists of {k}", nameof(lists));
        }

        var counts = new long[popularity.Length];
        var popularities = 0.0;
        foreach (var item in lists)
        {
            counts[item]++;
            popularities += popularity[item];
        }

        Array.Sort(counts);
        var (gini, entropy, distinct) = (0.0, 0.0, 0);
        for (var place = 0; place < counts.Length; place++)
        {
            gini += ((2.0 * (place + 1)) - counts.Length - 1) * counts[place];
            if (counts[place] > 0)
            {
                var share = (double)counts[place] / lists.Length;
                entropy -= share * Math.Log(share);
                distinct++;
            }
        }

        return new ListDiversity
        {
            DistinctItems = distinct,
            Coverage = (double)distinct / counts.Length,
            Gini = gini / counts.Length / lists.Length,
            EntropyNats = entropy,
            AveragePopularity = popularities / lists.Length,
        };
    }
}
