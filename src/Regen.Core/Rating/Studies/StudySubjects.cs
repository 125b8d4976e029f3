using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Rating.Studies;

/// <summary>Everything that a study rates, from a dataset: the real subjects, each followed by its variants.</summary>
public sealed class StudySubjects
{
    private readonly RatingConfig config;
    private readonly RatingSelection selection;
    private readonly Negatives? negatives;
    private readonly SortedDictionary<string, int> skipped = new(StringComparer.Ordinal);

    /// <param name="config">Which study.</param>
    /// <param name="donors">Where swapped parts come from; null in studies without negatives.</param>
    public StudySubjects(RatingConfig config, Donors? donors = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        this.config = config;
        selection = new RatingSelection(config.Rated == "drawn", config.Seed);
        negatives = donors is null ? null : new Negatives(donors, config.Seed);
    }

    /// <summary>Variants that could not be made, by name; those that make no sense for a group are not counted.</summary>
    public IReadOnlyDictionary<string, int> Skipped => skipped;

    /// <param name="dataset">Read twice where the file chooses users.</param>
    public IEnumerable<RatingSubject> Of(IEnumerable<Conversation> dataset) =>
        WithVariants(RatedUsers.Of(dataset, static conversation => conversation.History.Key, config).SelectMany(selection.Of));

    /// <summary>The same from subjects that were made otherwise.</summary>
    public IEnumerable<RatingSubject> Of(IEnumerable<RatingSubject> subjects) =>
        WithVariants(RatedUsers.Of(subjects, static subject => subject.Key, config));

    private IEnumerable<RatingSubject> WithVariants(IEnumerable<RatingSubject> subjects)
    {
        foreach (var real in subjects)
        {
            yield return real;
            foreach (var variant in Variants(real))
            {
                yield return variant;
            }
        }
    }

    private IEnumerable<RatingSubject> Variants(RatingSubject real)
    {
        foreach (var kind in config.Negatives?.Kinds ?? [])
        {
            if (!MakesSense(real, kind))
            {
                continue;
            }

            if (negatives?.Of(real, kind) is { } negative)
            {
                yield return negative;
            }
            else
            {
                skipped[kind] = skipped.GetValueOrDefault(kind) + 1;
            }
        }

        foreach (var place in config.Planted?.Places ?? [])
        {
            foreach (var phrasing in config.Planted!.Phrasings)
            {
                if (Planted.In(real, place, phrasing) is { } planted)
                {
                    yield return planted;
                }
            }
        }
    }

    private static bool MakesSense(RatingSubject real, string kind) => kind switch
    {
        Negatives.Critique => real.Group == RatingGroup.Critique,
        Negatives.HistoryAndItem => true,
        _ => real.Target is not null,
    };
}
