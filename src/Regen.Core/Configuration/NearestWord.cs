namespace Regen.Core.Configuration;

/// <summary>Finds the word that somebody who mistyped most likely meant.</summary>
public static class NearestWord
{
    /// <returns>The closest word when at most a third of its letters differ (a swap of neighbours counts once), else null; the first of equals.</returns>
    public static string? Of(string typed, IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(words);
        return words
            .Select(word => (word, distance: Distance(typed, word)))
            .Where(candidate => candidate.distance <= Math.Max(1, Math.Max(typed.Length, candidate.word.Length) / 3))
            .OrderBy(static candidate => candidate.distance)
            .Select(static candidate => candidate.word)
            .FirstOrDefault();
    }

    /// <summary>"did you mean 'width'?" where a word is near, else the whole choice.</summary>
    public static string Hint(string typed, IEnumerable<string> words)
    {
        string[] choice = [.. words];
        return Of(typed, choice) is { } near ? $"did you mean '{near}'?"
            : choice.Length == 0 ? "leave it out"
            : $"it may be {string.Join(", ", choice)}";
    }

    // Optimal string alignment: insertions, deletions, replacements and swaps of neighbours each cost 1.
    private static int Distance(string left, string right)
    {
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                cost[row, column] = row == 0 || column == 0 ? row + column : Cheapest(cost, left, right, row, column);
            }
        }

        return cost[left.Length, right.Length];
    }

    private static int Cheapest(int[,] cost, string left, string right, int row, int column)
    {
        var replaced = cost[row - 1, column - 1] + (char.ToLowerInvariant(left[row - 1]) == char.ToLowerInvariant(right[column - 1]) ? 0 : 1);
        var best = Math.Min(replaced, 1 + Math.Min(cost[row - 1, column], cost[row, column - 1]));
        var isSwap = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
        return isSwap ? Math.Min(best, cost[row - 2, column - 2] + 1) : best;
    }
}
