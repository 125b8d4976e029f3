namespace Regen.Core.Generation.Scripted;

/// <summary>One thing in which the wanted item differs from the current one.</summary>
/// <param name="New">What is wanted, as spoken ("black", "fine point", "a lid").</param>
/// <param name="Old">What the current one has in its place; "" where it has nothing.</param>
/// <param name="Turn">"more", "less", or what else chooses among the phrases; "" for none.</param>
/// <param name="Short">As a part of a longer wish ("in black", "with a lid").</param>
internal sealed record Difference(Aspect Aspect, double Weight, string New, string Old, string Turn, string Short);

/// <summary>Compares two items by what their texts say.</summary>
internal static class Differences
{
    private const double Dearer = 1.35;
    private const double Cheaper = 0.74;
    private static readonly string[] LengthUnits = ["mm", "cm", "inch", "feet", "yards"];

    /// <returns>At least one; <see cref="Aspect.Nothing"/> always comes last.</returns>
    public static List<Difference> Between(ItemFacts current, ItemFacts goal)
    {
        List<Difference> found = [];
        AddKind(found, current, goal);
        AddColor(found, current, goal);
        AddTip(found, current, goal);
        AddTerms(found, current, goal);
        AddMeasure(found, current, goal);
        AddCount(found, current, goal);
        AddSegments(found, current, goal);
        AddAbsent(found, current, goal);
        if (current.Price is { } before && goal.Price is { } after && (after / before is > Dearer or < Cheaper))
        {
            found.Add(new Difference(Aspect.Price, 0.6, "", "", after > before ? "more" : "less", after > before ? "of better quality" : "for less money"));
        }

        if (goal.Brand.Length > 0 && !goal.Brand.Equals(current.Brand, StringComparison.OrdinalIgnoreCase) && !current.Title.Contains(goal.Brand, StringComparison.OrdinalIgnoreCase))
        {
            found.Add(new Difference(Aspect.Brand, found.Count == 0 ? 3 : 0.5, goal.Brand, current.Brand, "", $"from {goal.Brand}"));
        }

        found.Add(new Difference(Aspect.Nothing, found.Count == 0 ? 1 : 0.01, "", "", "", ""));
        return found;
    }

    private static void AddKind(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        if (goal.Kind.Length > 0 && current.Kind.Length > 0 && goal.Kind != current.Kind
            && !goal.Kind.EndsWith(current.Kind, StringComparison.Ordinal) && !current.Kind.EndsWith(goal.Kind, StringComparison.Ordinal))
        {
            found.Add(new Difference(Aspect.Kind, 4, goal.Kind, current.Kind, "", ""));
        }
    }

    private static void AddColor(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        var news = goal.Colors.Except(current.Colors).Where(color => !color.Split(' ').All(word => current.Colors.Any(old => old.Split(' ').Contains(word)))).ToArray();
        var olds = current.Colors.Except(goal.Colors).ToArray();
        if (news.Length > 0)
        {
            var wanted = news.Length == 2 ? $"{news[0]} and {news[1]}" : news[0];
            found.Add(new Difference(Aspect.Color, 3, wanted, olds.Length > 0 ? olds[0] : "", "", $"in {wanted}"));
        }
    }

    private static void AddTip(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        if (goal.Tip is { } tip && tip != current.Tip)
        {
            found.Add(new Difference(Aspect.Tip, 3, tip, current.Tip ?? "", "", $"with {English.WithArticle(tip)}"));
        }
    }

    private static void AddTerms(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        foreach (var term in goal.Terms)
        {
            if (current.Terms.Contains(term) || term.Spoken.Split(' ', '-').All(word => word.Length < 2 || current.Says(word.ToLowerInvariant())))
            {
                continue;
            }

            var old = term.Aspect is Aspect.Material or Aspect.Format ? current.Terms.FirstOrDefault(other => other.Aspect == term.Aspect && !goal.Terms.Contains(other))?.Spoken ?? "" : "";
            // The kind says it already, where that differs; and labels do not come with labels.
            if (Plain(goal.Kind).Contains(Plain(term.Spoken.Split(' ')[^1]), StringComparison.OrdinalIgnoreCase) && (current.Kind != goal.Kind || term.Aspect == Aspect.Part))
            {
                continue;
            }

            found.Add(new Difference(term.Aspect, 2.4, term.Spoken, old, "", term.Aspect switch
            {
                Aspect.Part => $"with {term.Spoken}",
                Aspect.Material => $"in {term.Spoken}",
                Aspect.Format => $"in {term.Spoken} size",
                _ => term.Spoken,
            }));
        }
    }

    private static void AddMeasure(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        foreach (var measure in goal.Measures)
        {
            var old = current.Measures.FirstOrDefault(other => other.Unit == measure.Unit);
            if (old is null || old.Spoken != measure.Spoken)
            {
                var isLength = old is not null && LengthUnits.Contains(measure.Unit) && old.Spoken.Contains(" x ", StringComparison.Ordinal) == measure.Spoken.Contains(" x ", StringComparison.Ordinal);
                var turn = !isLength ? "" : measure.Size > old!.Size ? "more" : "less";
                found.Add(new Difference(Aspect.Measure, old is null ? 1 : 3, measure.Spoken, old?.Spoken ?? "", turn, measure.Spoken));
            }
        }
    }

    private static void AddCount(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        foreach (var count in goal.Counts)
        {
            var old = current.Counts.FirstOrDefault(other => other.Noun == count.Noun);
            if (old?.Number != count.Number)
            {
                var turn = old is null ? "" : count.Number > old.Number ? "more" : "less";
                found.Add(new Difference(Aspect.Count, old is null ? 1 : 2.5, Say(count), old is null ? "" : SayOld(old), turn, count.Noun == "pack" ? $"in {English.WithArticle(Say(count))}" : $"with {Say(count)}"));
            }
        }
    }

    private static string Plain(string text) => text.Replace('-', ' ');

    private static string SayOld(Counted count) => count.Noun == "pack" ? $"{count.Number}" : Say(count);

    private static string Say(Counted count) => count.Noun == "pack" ? $"pack of {count.Number}" : $"{count.Number} {count.Noun}";

    // One to three words in a row of the title that are words of the language, and that neither the current item nor another difference tells.
    private static void AddSegments(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        var words = goal.TitleWords;
        for (var at = 0; at < words.Count; at++)
        {
            var start = at;
            while (at < words.Count && at - start < 3 && IsTelling(words[at], found, current, goal))
            {
                at++;
            }

            if (at > start + 1)
            {
                var segment = string.Join(' ', words.Skip(start).Take(at - start));
                found.Add(new Difference(Aspect.Segment, 0.8, segment, "", "", ""));
            }
        }
    }

    private static bool IsTelling(string word, List<Difference> found, ItemFacts current, ItemFacts goal) =>
        word.Length > 2 && !Lexicon.Fillers.Contains(word) && goal.IsPlain(word) && !current.Says(word) && !current.IsPlain(word)
        && !goal.Brand.Contains(word, StringComparison.OrdinalIgnoreCase) && !goal.Kind.Contains(word, StringComparison.OrdinalIgnoreCase)
        && !found.Any(difference => difference.New.Contains(word, StringComparison.OrdinalIgnoreCase));

    // What the current item has and the wanted one does not name; a weak sign, so it is said rarely.
    private static void AddAbsent(List<Difference> found, ItemFacts current, ItemFacts goal)
    {
        foreach (var term in current.Terms.Where(term => term.Aspect is Aspect.Part or Aspect.Quality && !goal.Terms.Contains(term)))
        {
            if (!term.Spoken.Split(' ', '-').Any(word => word.Length > 2 && goal.Says(word.ToLowerInvariant())) && !current.Kind.Contains(term.Spoken.Split(' ')[^1], StringComparison.OrdinalIgnoreCase))
            {
                found.Add(new Difference(Aspect.Absent, 0.5, "", term.Spoken, term.Aspect == Aspect.Part ? "part" : "quality", ""));
            }
        }

        if (goal.Colors.Count == 0 && current.Colors.Count > 0)
        {
            found.Add(new Difference(Aspect.Absent, 0.4, "", current.Colors[0], "color", ""));
        }
    }
}
