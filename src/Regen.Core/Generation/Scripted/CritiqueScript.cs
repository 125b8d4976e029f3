using Regen.Core.Domain;

namespace Regen.Core.Generation.Scripted;

/// <summary>Says in several ways, as a shopper would, in what the wanted item differs from the current one.</summary>
internal static class CritiqueScript
{
    private const int Attempts = 80;

    public static List<string> Write(string current, string goal, int count, SeededRandom random)
    {
        var (from, to) = (ItemFacts.Read(current), ItemFacts.Read(goal));
        var differences = Differences.Between(from, to);
        var isSameKind = differences.All(difference => difference.Aspect != Aspect.Kind);
        List<string> said = [];
        HashSet<(Aspect, string)> used = [];
        for (var attempt = 0; said.Count < count && attempt < Attempts; attempt++)
        {
            var isLate = attempt > Attempts / 2;
            var option = attempt == 2 && differences.Count > 2 ? Both(differences, isSameKind, to, random) : One(differences, used, (to, isSameKind), isLate, random);
            if (option is not null && !said.Contains(option))
            {
                said.Add(option);
            }
        }

        return said;
    }

    // What was said weighs less from then on, so that the options speak of different things where there are several.
    private static string? One(List<Difference> differences, HashSet<(Aspect, string)> used, (ItemFacts Facts, bool IsSameKind) goal, bool isLate, SeededRandom random)
    {
        var at = isLate && random.Next(2) == 0 ? differences.Count - 1 : Pick(differences, random);
        var difference = differences[at];
        var options = Phrases.For(difference);
        var phrase = options[random.Next(options.Count)];
        if (!used.Add((difference.Aspect, phrase)) || Phrases.Fill(phrase, difference, goal.Facts, goal.IsSameKind) is not { } said)
        {
            return null;
        }

        differences[at] = difference with { Weight = difference.Weight * (difference.Aspect == Aspect.Brand ? 0.02 : 0.3) };
        return English.Capital(said);
    }

    private static string? Both(List<Difference> differences, bool isSameKind, ItemFacts goal, SeededRandom random)
    {
        var parts = differences.Where(difference => difference.Short.Length > 0 && difference.Aspect is not (Aspect.Brand or Aspect.Price or Aspect.Nothing)).ToArray();
        random.Shuffle<Difference>(parts);
        if (!isSameKind)
        {
            var wish = random.Next(3) switch { 0 => "I want", 1 => "I'm after", _ => "Show me" };
            return parts.Length == 0 ? null : parts[0].Aspect == Aspect.Quality ? $"{wish} {parts[0].Short} {goal.Kind}" : $"{wish} {goal.Kind}, {parts[0].Short}";
        }

        if (parts.Length < 2 || parts[0].Aspect == parts[1].Aspect)
        {
            return null;
        }

        return random.Next(3) switch
        {
            0 => $"Same thing, but {parts[0].Short} and {parts[1].Short}",
            1 => $"Something like this, {parts[0].Short} and {parts[1].Short}",
            _ => $"This is close, but I want it {parts[0].Short} and {parts[1].Short}",
        };
    }

    private static int Pick(List<Difference> differences, SeededRandom random)
    {
        var rest = random.NextDouble() * differences.Sum(difference => difference.Weight);
        for (var at = 0; at < differences.Count; at++)
        {
            rest -= differences[at].Weight;
            if (rest < 0)
            {
                return at;
            }
        }

        return differences.Count - 1;
    }
}
