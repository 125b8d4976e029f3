using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>Asks the questions of one piece of work after the other and gives their outcomes back piece by piece, in order.</summary>
internal static class GroupedAnswers
{
    /// <summary>Pieces without a question are passed over. Memory holds the pieces whose questions are in flight.</summary>
    public static async IAsyncEnumerable<(TPiece Piece, IReadOnlyList<Outcome<T>> Outcomes)> Ask<TPiece, T>(
        IInterviewer interviewer,
        IEnumerable<(TPiece Piece, IReadOnlyList<Question<T>> Questions)> pieces, IProgress<WorkProgress>? progress,
        [EnumeratorCancellation] CancellationToken stop)
    {
        // Whoever asks may take questions on another thread than the one that takes outcomes.
        var open = new ConcurrentQueue<(TPiece Piece, int Count)>();
        IEnumerable<Question<T>> Questions()
        {
            foreach (var (piece, questions) in pieces)
            {
                foreach (var (question, place) in questions.Select(static (question, place) => (question, place)))
                {
                    if (place == 0)
                    {
                        open.Enqueue((piece, questions.Count));
                    }

                    yield return question;
                }
            }
        }

        List<Outcome<T>> outcomes = [];
        await foreach (var outcome in interviewer.Ask(Questions(), progress, stop).WithCancellation(stop).ConfigureAwait(false))
        {
            outcomes.Add(outcome);
            if (open.TryPeek(out var first) && outcomes.Count == first.Count)
            {
                open.TryDequeue(out _);
                yield return (first.Piece, outcomes);
                outcomes = [];
            }
        }

        if (outcomes.Count > 0 || !open.IsEmpty)
        {
            throw new InvalidOperationException("not every question came back with an outcome");
        }
    }
}
