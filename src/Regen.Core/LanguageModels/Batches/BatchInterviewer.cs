using System.Runtime.CompilerServices;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>
/// Answers from the store, and writes what is missing into a new round of batch files, each distinct request once. What waits in
/// an earlier round that nothing was heard of yet is not written again.
/// </summary>
/// <remarks>The round exists once <see cref="Finish"/> was called; a killed or disposed call leaves none. Memory: some 40 bytes for each distinct request.</remarks>
public sealed class BatchInterviewer : IInterviewer, IDisposable
{
    private const int Window = 256;

    private readonly BatchFolder folder;
    private readonly LanguageModelConfig model;
    private readonly IAnswerStore store;
    private readonly BatchOptions options;
    private readonly HashSet<UInt128> waiting;
    private readonly BatchPurse purse;
    private readonly OutcomeTally outcomes = new();
    private readonly CallTally calls = new();
    private readonly HashSet<UInt128> found = [];
    private RoundWriter? writer;

    /// <exception cref="RegenException">The budget cannot be kept, or a round is damaged.</exception>
    public BatchInterviewer(BatchFolder folder, LanguageModelConfig model, IAnswerStore store, BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        (this.folder, this.model, this.store, this.options) = (folder, model, store, options);
        purse = new BatchPurse(options.Budget, model, folder.Rounds());
        waiting = options.IsAskingAgain ? [] : Waiting(folder);
    }

    /// <summary>What has been found and what waits. A batch's attempts are its provider's, so that the ledger shows only those of direct calls.</summary>
    public InterviewSummary Summary => new()
    {
        Answered = outcomes.Answered,
        Unreadable = outcomes.Unreadable,
        Unanswered = outcomes.Unanswered,
        Waiting = outcomes.Waiting,
        Found = found.Count,
        Failed = calls.Failed,
        ReportedModels = calls.Models,
        Ledger = (store as IRunStore)?.Totals ?? new LedgerTotals(0, 0, 0, 0, 0, 0),
    };

    /// <summary>Requests that the budget has no room for; they are in no file.</summary>
    public long BeyondBudget => purse.Refused;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Outcome<T>> Ask<T>(
        IEnumerable<Question<T>> questions, IProgress<WorkProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(questions);
        long done = 0;
        foreach (var window in questions.Chunk(Window))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var outcome in Settle(window))
            {
                Count(outcome);
                yield return outcome;
            }

            done += window.Length;
            progress?.Report(new WorkProgress("writing batch files", done, null, "questions", $"{waiting.Count:N0} requests wait"));
            await Task.Yield();
        }
    }

    /// <summary>Writes the manifest, which makes the round.</summary>
    /// <returns>null where nothing had to be asked.</returns>
    public BatchRound? Finish()
    {
        var round = writer is { IsEmpty: false } ? writer.Finish() : null;
        writer?.Dispose();
        writer = null;
        return round;
    }

    public void Dispose() => writer?.Dispose();

    private IEnumerable<Outcome<T>> Settle<T>(Question<T>[] window)
    {
        var firsts = Find(window.Select(static question => question.First));
        var agains = new ModelRequest?[window.Length];
        var readings = new Reading<T>[window.Length];
        for (var index = 0; index < window.Length; index++)
        {
            if (firsts[index].Answer is { } answer && (readings[index] = window[index].Read(answer)).Problem is { } problem)
            {
                agains[index] = window[index].Again?.Invoke(answer, problem);
            }
        }

        var seconds = new Queue<(AnswerKey Key, ModelAnswer? Answer)>(Find(agains.OfType<ModelRequest>()));
        for (var index = 0; index < window.Length; index++)
        {
            var question = window[index];
            var (key, answer) = firsts[index];
            yield return answer is null ? Wait(question, key, question.First)
                : agains[index] is { } again ? Second(question, again, seconds.Dequeue())
                : Read(question, readings[index], answer);
        }
    }

    private Outcome<T> Second<T>(Question<T> question, ModelRequest again, (AnswerKey Key, ModelAnswer? Answer) found) =>
        found.Answer is { } answer ? Read(question, question.Read(answer), answer) : Wait(question, found.Key, again);

    private static Outcome<T> Read<T>(Question<T> question, Reading<T> reading, ModelAnswer answer) => reading.Problem is { } problem
        ? new Outcome<T>.Unreadable(question, problem, answer)
        : new Outcome<T>.Answered(question, reading.Value!, answer);

    private Outcome<T> Wait<T>(Question<T> question, AnswerKey key, ModelRequest request)
    {
        var asked = key.Half;
        if (options.IsLast || waiting.Contains(asked) || !purse.Take(request))
        {
            return new Outcome<T>.Waiting(question);
        }

        writer ??= new RoundWriter(folder.NewRound(), model, options);
        if (!writer.Add(key, request))
        {
            return new Outcome<T>.Unanswered(question, $"the request is longer than the {options.MaxBytes:N0} bytes that a batch file may have");
        }

        waiting.Add(asked);
        return new Outcome<T>.Waiting(question);
    }

    private void Count<T>(Outcome<T> outcome)
    {
        outcomes.Count(outcome);
        if (outcome is Outcome<T>.Answered(_, _, var answer))
        {
            calls.Count(answer);
        }
    }

    private (AnswerKey Key, ModelAnswer? Answer)[] Find(IEnumerable<ModelRequest> requests)
    {
        AnswerKey[] keys = [.. requests.Select(request => AnswerKey.Of(model, script: "", request))];
        var stored = keys.Length == 0 ? null : store.Find(keys.ToHashSet());
        found.UnionWith(stored?.Keys.Select(static key => key.Half) ?? []);
        return [.. keys.Select(key => (key, stored!.GetValueOrDefault(key)))];
    }

    private static HashSet<UInt128> Waiting(BatchFolder folder)
    {
        var heard = folder.Heard();
        var keys = new HashSet<UInt128>();
        foreach (var round in folder.Rounds())
        {
            foreach (var file in round.Manifest.Files.Where(file => !heard.Contains(round.Label(file))))
            {
                var places = round.PathOf(file.Places);
                foreach (var (_, line, _) in BoundedLines.Read(places, int.MaxValue))
                {
                    keys.Add(new AnswerKey(PlaceLine.Read(line, places).Key).Half);
                }
            }
        }

        return keys;
    }
}
