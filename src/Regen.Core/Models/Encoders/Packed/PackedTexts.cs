namespace Regen.Core.Models.Encoders.Packed;

/// <summary>Neighbouring texts of one length in a packed batch.</summary>
/// <param name="Start">First token of the first of them.</param>
/// <param name="Texts">How many they are.</param>
/// <param name="Length">Tokens of each.</param>
internal readonly record struct LengthRun(int Start, int Texts, int Length);

/// <summary>Some texts one after the other, the longest first: no place is padding, and texts of one length stand together.</summary>
/// <param name="Texts">Which texts, in the order they stand.</param>
/// <param name="Ids">Their token ids.</param>
/// <param name="Runs">Their lengths.</param>
internal sealed record PackedTexts(int[] Texts, long[] Ids, IReadOnlyList<LengthRun> Runs)
{
    /// <summary>Cuts texts into batches. Which texts share a batch depends on the lengths and the size of a batch only.</summary>
    /// <param name="ids">Token ids of each text; at least one.</param>
    /// <param name="batchTokens">Tokens that a batch may hold; a longer text has a batch to itself.</param>
    public static IEnumerable<PackedTexts> Of(int[][] ids, int batchTokens)
    {
        var order = Enumerable.Range(0, ids.Length).OrderByDescending(i => ids[i].Length).ToArray(); // stable
        for (var at = 0; at < order.Length;)
        {
            var (end, tokens) = (at, 0);
            while (end < order.Length && (end == at || tokens + ids[order[end]].Length <= batchTokens))
            {
                tokens += ids[order[end++]].Length;
            }

            yield return Pack(order[at..end], ids);
            at = end;
        }
    }

    private static PackedTexts Pack(int[] texts, int[][] ids)
    {
        var packed = new List<long>();
        var runs = new List<LengthRun>();
        foreach (var text in texts)
        {
            var length = ids[text].Length;
            if (runs.Count > 0 && runs[^1].Length == length)
            {
                runs[^1] = runs[^1] with { Texts = runs[^1].Texts + 1 };
            }
            else
            {
                runs.Add(new LengthRun(packed.Count, 1, length));
            }

            packed.AddRange(Array.ConvertAll(ids[text], id => (long)id));
        }

        return new PackedTexts(texts, [.. packed], runs);
    }
}
