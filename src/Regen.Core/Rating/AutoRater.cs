using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Rating;

/// <summary>Rates subjects with an ensemble of seven (REGEN, 3.3.1), streaming: memory does not grow with their number.</summary>
/// <param name="interviewer">Whoever asks the rater.</param>
/// <param name="questions">How a subject becomes questions.</param>
/// <param name="isAdaptive">
/// Ask four ratings first and then one more at a time, until none can change a score: the same scores for fewer requests. Works in
/// rounds over <see cref="Round"/> subjects, so a batch provider is better served without it.
/// </param>
public sealed class AutoRater(IInterviewer interviewer, RatingQuestions questions, bool isAdaptive = false)
{
    /// <summary>Subjects whose ratings an adaptive run asks for together.</summary>
    public const int Round = 512;

    private long asked;

    /// <summary>Ratings asked for so far; seven times the subjects where nothing is saved.</summary>
    public long Asked => Interlocked.Read(ref asked);

    /// <returns>Results in the order of the subjects.</returns>
    public IAsyncEnumerable<RatedSubject> Rate(IEnumerable<RatingSubject> subjects, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        return isAdaptive ? RateInRounds(subjects, progress, cancellation) : RateAll(subjects, progress, cancellation);
    }

    private async IAsyncEnumerable<RatedSubject> RateAll(
        IEnumerable<RatingSubject> subjects, IProgress<WorkProgress>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // The interviewer may take questions on another thread than it gives outcomes on; both keep the order.
        var open = new ConcurrentQueue<SubjectTally>();
        var all = subjects.SelectMany(subject =>
        {
            open.Enqueue(new SubjectTally(subject));
            return questions.Of(subject);
        });
        await foreach (var outcome in interviewer.Ask(all, progress, cancellation).WithCancellation(cancellation).ConfigureAwait(false))
        {
            _ = open.TryPeek(out var tally);
            tally!.Add(outcome);
            Interlocked.Increment(ref asked);
            if (tally.Asked == Ensemble.Size)
            {
                _ = open.TryDequeue(out _);
                yield return tally.Result();
            }
        }
    }

    private async IAsyncEnumerable<RatedSubject> RateInRounds(
        IEnumerable<RatingSubject> subjects, IProgress<WorkProgress>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var round in subjects.Chunk(Round))
        {
            SubjectTally[] tallies = [.. round.Select(static subject => new SubjectTally(subject))];
            await Ask(tallies, 1, Ensemble.Majority, progress, cancellation).ConfigureAwait(false);
            for (var draw = Ensemble.Majority + 1; draw <= Ensemble.Size; draw++)
            {
                await Ask([.. tallies.Where(static tally => !tally.IsDone)], draw, 1, progress, cancellation).ConfigureAwait(false);
            }

            foreach (var tally in tallies)
            {
                yield return tally.Result();
            }
        }
    }

    private async Task Ask(SubjectTally[] tallies, int first, int count, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        if (tallies.Length == 0)
        {
            return;
        }

        var at = 0;
        var all = tallies.SelectMany(tally => questions.Of(tally.Subject, first, count));
        await foreach (var outcome in interviewer.Ask(all, progress, cancellation).WithCancellation(cancellation).ConfigureAwait(false))
        {
            tallies[at++ / count].Add(outcome);
            Interlocked.Increment(ref asked);
        }
    }
}
