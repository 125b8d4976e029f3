using System.Globalization;
using System.Text;
using Regen.Core.Data;
using Regen.Core.Domain;

namespace Regen.Core.Workbench;

/// <summary>Two preparations of one corpus with critiques of different writers.</summary>
public sealed record CompareCriticsRequest
{
    /// <summary>Folder of the first prepared corpus.</summary>
    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>What the page calls them.</summary>
    public string FirstName { get; init; } = "first";

    public string SecondName { get; init; } = "second";

    /// <summary>Pairs shown.</summary>
    public int Pairs { get; init; } = 20;

    /// <summary>Draws the pairs.</summary>
    public long Seed { get; init; } = 1;
}

/// <summary>A pair of neighbours with what each writer says.</summary>
/// <param name="Drawn">The drawn critique, first and second writer.</param>
/// <param name="Options">All options of each.</param>
public sealed record ComparedPair(string User, int Position, string Current, string Goal, (string First, string Second) Drawn, (IReadOnlyList<string> First, IReadOnlyList<string> Second) Options);

/// <summary>How a writer's drawn critiques look.</summary>
/// <param name="Pairs">Pairs with a critique.</param>
/// <param name="Distinct">Distinct texts among them.</param>
/// <param name="MeanWords">Words of a critique on average; words are what white space parts.</param>
public sealed record CriticFigures(int Pairs, int Distinct, double MeanWords);

/// <summary>Two writers side by side.</summary>
/// <param name="Both">Pairs that both wrote about.</param>
/// <param name="Equal">Those of them with equal drawn texts.</param>
public sealed record CriticComparison(CriticFigures First, CriticFigures Second, int Both, int Equal, IReadOnlyList<ComparedPair> Shown);

/// <summary><c>regen generate compare</c>: what two writers say of the same pairs.</summary>
public static class CompareCritics
{
    /// <exception cref="RegenException">The corpora are not the same, or no pair has critiques of both.</exception>
    public static CriticComparison Run(CompareCriticsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (first, second) = (PreparedStore.Open(request.First), PreparedStore.Open(request.Second));
        if (first.CatalogueSha256 != second.CatalogueSha256 || !first.Sequences.Items.AsSpan().SequenceEqual(second.Sequences.Items))
        {
            throw new RegenException("the two corpora differ in more than their critiques", request.Second, "prepare both from the same reviews with the same prepare section and order");
        }

        var both = Places(first).Where(place => second.Sequences.IsCritiquedAt(place.User, place.Position)).ToArray();
        if (both.Length == 0)
        {
            throw new RegenException("no pair has critiques of both", $"{request.First}, {request.Second}", "prepare each with --critiques, from files that were written for this corpus");
        }

        var equal = both.Count(place => Drawn(first, place) == Drawn(second, place));
        SeededRandom.For(request.Seed, "compare critics").Shuffle<(int User, int Position)>(both);
        return new CriticComparison(Figures(first), Figures(second), both.Length, equal, [.. both.Take(request.Pairs).Select(place => Show(first, second, place))]);
    }

    /// <returns>The comparison as Markdown.</returns>
    public static string ToMarkdown(CriticComparison found, CompareCriticsRequest request)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(request);
        var (one, other) = (MarkdownText.Escape(request.FirstName), MarkdownText.Escape(request.SecondName));
        var text = new StringBuilder($"# Two writers of critiques\n\n| writer | pairs | distinct texts | words of a critique |\n| --- | ---: | ---: | ---: |\n");
        foreach (var (name, figures) in new[] { (one, found.First), (other, found.Second) })
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {figures.Pairs:N0} | {figures.Distinct:N0} | {figures.MeanWords:F1} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{found.Both:N0} pairs have critiques of both; {found.Equal:N0} of them are equal. Of these, {found.Shown.Count} were drawn by seed {request.Seed}.\n");
        foreach (var (pair, number) in found.Shown.Select(static (pair, at) => (pair, at + 1)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {number}. User {MarkdownText.Escape(pair.User)}, position {pair.Position}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"Current: {MarkdownText.Escape(pair.Current)}\n\nWanted: {MarkdownText.Escape(pair.Goal)}\n\n| | {one} | {other} |\n| --- | --- | --- |\n");
            text.Append(CultureInfo.InvariantCulture, $"| drawn | {MarkdownText.Escape(pair.Drawn.First)} | {MarkdownText.Escape(pair.Drawn.Second)} |\n");
            for (var option = 0; option < Math.Max(pair.Options.First.Count, pair.Options.Second.Count); option++)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {option + 1} | {Cell(pair.Options.First, option)} | {Cell(pair.Options.Second, option)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Cell(IReadOnlyList<string> options, int at) => at < options.Count ? MarkdownText.Escape(options[at]) : "";

    private static IEnumerable<(int User, int Position)> Places(PreparedData data) =>
        from user in Enumerable.Range(0, data.Sequences.UserCount)
        from position in Enumerable.Range(0, data.Sequences.LengthOf(user))
        where data.Sequences.IsCritiquedAt(user, position)
        select (user, position);

    private static string Drawn(PreparedData data, (int User, int Position) place) => data.CritiqueTexts[data.Sequences.CritiquesOf(place.User)[place.Position]];

    private static CriticFigures Figures(PreparedData data)
    {
        var texts = Places(data).Select(place => Drawn(data, place)).ToArray();
        var words = texts.Select(static text => text.Split(null as char[], StringSplitOptions.RemoveEmptyEntries).Length).DefaultIfEmpty(0).Average();
        return new CriticFigures(texts.Length, texts.Distinct().Count(), words);
    }

    private static ComparedPair Show(PreparedData first, PreparedData second, (int User, int Position) place)
    {
        var items = first.Sequences.MemoryOf(place.User).Span;
        string Title(int item) => first.Items[item].Title ?? first.Items[item].Asin;
        string[] Options(PreparedData data) => [.. data.Wordings.At(place.User, place.Position).Select(option => data.CritiqueTexts[option])];
        return new ComparedPair(
            first.Users[place.User], place.Position, Title(items[place.Position - 1]), Title(items[place.Position]), (Drawn(first, place), Drawn(second, place)), (Options(first), Options(second)));
    }
}
