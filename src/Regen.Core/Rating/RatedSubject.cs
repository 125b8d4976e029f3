using Regen.Core.LanguageModels;

namespace Regen.Core.Rating;

/// <summary>The ensemble's work on one attribute of one output.</summary>
/// <param name="Verdicts">In the order of the draws; fewer than seven where an adaptive run stopped, or answers are still awaited.</param>
public sealed record CellScore(RatingCell Cell, Score Score, IReadOnlyList<Verdict> Verdicts);

/// <summary>A subject with what came of its ratings.</summary>
/// <param name="Waiting">Ratings that wait in a batch file; the scores are not final as long as there are any.</param>
/// <param name="Unanswered">Ratings that no answer came for; a later run asks again.</param>
public sealed record RatedSubject(RatingSubject Subject, IReadOnlyList<CellScore> Cells, int Waiting, int Unanswered);

/// <summary>Gathers the outcomes of one subject.</summary>
internal sealed class SubjectTally(RatingSubject subject)
{
    private readonly Dictionary<RatingCell, List<Verdict>> verdicts = subject.Cells.ToDictionary(static cell => cell, static _ => new List<Verdict>());
    private int waiting;
    private int unanswered;

    public RatingSubject Subject { get; } = subject;

    public int Asked { get; private set; }

    /// <summary>No further rating can change a score, or further ones make no sense before the awaited ones came.</summary>
    public bool IsDone => waiting > 0 || verdicts.Values.All(static given => Ensemble.Early([.. given.Select(static verdict => verdict.Value)]) is not null);

    public void Add(Outcome<GradeSheet> outcome)
    {
        Asked++;
        switch (outcome)
        {
            case Outcome<GradeSheet>.Answered answered:
                foreach (var (cell, given) in verdicts)
                {
                    given.Add(answered.Value[cell]);
                }

                break;
            case Outcome<GradeSheet>.Unreadable unreadable:
                AddUnrated(unreadable.Problem);
                break;
            case Outcome<GradeSheet>.Unanswered:
                unanswered++;
                AddUnrated("no answer came");
                break;
            default:
                waiting++;
                break;
        }
    }

    public RatedSubject Result() => new(
        Subject,
        [.. verdicts.Select(static pair => new CellScore(pair.Key, Ensemble.Decide([.. pair.Value.Select(static verdict => verdict.Value)]), pair.Value))],
        waiting,
        unanswered);

    private void AddUnrated(string reason)
    {
        foreach (var given in verdicts.Values)
        {
            given.Add(new Verdict.Unrated(reason));
        }
    }
}
