using System.Threading.Channels;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>
/// Puts errands to the server until it answers, refuses for good, or attempts or budget run out; each attempt is reserved before
/// and settled after. As many workers as attempts may be under way take what is reserved; an errand costs no task of its own
/// unless its first attempt fails.
/// </summary>
internal sealed class Attempts : IDisposable
{
    private readonly LanguageModelConfig model;
    private readonly Budget budget;
    private readonly IRunStore store;
    private readonly ModelCall call;
    private readonly RateLimits rates;
    private readonly CallTally tally;
    private readonly Action<Errand, Reply> reply;
    private readonly Action<Errand, Exception> fail;
    private readonly SendGate gate;
    private readonly Retries retries;
    private readonly Channel<Errand> ready = Channel.CreateUnboundedPrioritized(new UnboundedPrioritizedChannelOptions<Errand> { Comparer = new ErrandOrder() });
    private readonly TaskGroups<Errand> reserved;
    private readonly TaskGroups<(Errand Errand, ModelAnswer Answer)> stored;
    private readonly FailureJudge judge;
    private long begun;
    private int readyCount;
    private int isStarted;

    /// <param name="reply">Called once for an errand that ended.</param>
    /// <param name="fail">Called once for an errand that was cancelled, or when no request of this run can be answered, or the store failed.</param>
    public Attempts(LanguageModelConfig model, DirectOptions options, IRunStore store, ModelCall call, CallTally tally, Action<Errand, Reply> reply, Action<Errand, Exception> fail)
    {
        (this.model, budget, this.store, this.call, this.tally, this.reply, this.fail) = (model, options.Budget, store, call, tally, reply, fail);
        rates = new RateLimits(model.Limits);
        judge = new FailureJudge(model);
        gate = new SendGate(model.Limits.Concurrency, judge.Patience, errand => _ = Reserve(errand));
        retries = new Retries(RetryPipeline.Of(model.Limits, options.RetryDelay), gate, Finish, fail);
        reserved = new TaskGroups<Errand>(Release);
        stored = new TaskGroups<(Errand Errand, ModelAnswer Answer)>(Reply);
    }

    private int? OutputLimit(ModelRequest request) => TokenEstimate.OutputLimit(request, model.Sampling);

    public void Begin(Errand errand)
    {
        var output = OutputLimit(errand.Request);
        if (budget.MaxCost is not null && output is null)
        {
            throw new RegenException("a budget in dollars needs answers of limited length", "sampling of the language model's configuration", "set the most output tokens of an answer, or bound the number of requests");
        }

        var (estimate, most) = TokenEstimate.Inputs(errand.Request, model.Schema);
        errand.Number = Interlocked.Increment(ref begun);
        errand.InputTokens = estimate;
        errand.Cost = TokenEstimate.Cost(model.Prices, most, output ?? TokenEstimate.DefaultOutput);
        if (Interlocked.Exchange(ref isStarted, 1) == 0)
        {
            for (var worker = 0; worker < model.Limits.Concurrency; worker++)
            {
                _ = Task.Run(Work);
            }
        }

        gate.Enter(errand);
    }

    public void Dispose()
    {
        ready.Writer.TryComplete();
        rates.Dispose();
    }

    // A refusal comes before any work; of everything else nobody knows whether it will be charged.
    private static bool IsFree(AttemptKind kind) => kind is AttemptKind.RateLimited or AttemptKind.Refused or AttemptKind.Forbidden;

    private async Task Reserve(Errand errand)
    {
        try
        {
            errand.Cancellation.ThrowIfCancellationRequested();
            await rates.Wait(errand.InputTokens + (OutputLimit(errand.Request) ?? TokenEstimate.DefaultOutput), errand.Cancellation).ConfigureAwait(false);
            while (true)
            {
                // Where workers have nothing to do, the commit that they wait for does not wait for company.
                var (saved, room) = store.TryReserve(errand.Cost, budget, isUrgent: Volatile.Read(ref readyCount) <= 0);
                if (saved is not null)
                {
                    reserved.Add(saved, errand);
                    return;
                }

                if (room is null)
                {
                    LeaveSoon();
                    Conclude(errand, AttemptResult.OutOfBudget);
                    return;
                }

                await room.WaitAsync(errand.Cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception problem)
        {
            LeaveSoon();
            Abandon(errand, problem);
        }
    }

    // On a thread of its own: thousands that end without an attempt would otherwise let each other in deeper and deeper.
    private void LeaveSoon() => ThreadPool.UnsafeQueueUserWorkItem(static gate => gate.Leave(wasSent: false), gate, preferLocal: false);

    private void Release(ReadOnlySpan<Errand> errands, Exception? problem)
    {
        foreach (var errand in errands)
        {
            if (problem is not null)
            {
                LeaveSoon();
                Abandon(errand, problem);
            }
            else
            {
                Interlocked.Increment(ref readyCount);
                ready.Writer.TryWrite(errand);
            }
        }
    }

    private async Task Work()
    {
        using var limit = new CallDeadline(model.Limits);
        while (await ready.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (ready.Reader.TryRead(out var errand))
            {
                Interlocked.Decrement(ref readyCount);
                await Attempt(errand, limit).ConfigureAwait(false);
            }
        }
    }

    private async Task Attempt(Errand errand, CallDeadline limit)
    {
        var wasSent = false;
        var settlement = new LedgerLine(AttemptKind.Unsent, 1, errand.Cost, 0, 0, 0);
        AttemptResult result;
        try
        {
            errand.Cancellation.ThrowIfCancellationRequested();
            wasSent = true;
            settlement = new LedgerLine(AttemptKind.Cancelled, 1, errand.Cost, errand.Cost, 0, 0);
            var answer = await call.Send(errand.Request, limit, errand.Cancellation).ConfigureAwait(false);
            tally.Count(answer);
            result = new AttemptResult(answer, store.AddNew(errand.Key, errand.Request, answer, Paid(errand, answer)), null);
        }
        catch (ModelCallException failure)
        {
            tally.Count(failure.Kind);
            store.Settle(new LedgerLine(failure.Kind, 1, errand.Cost, IsFree(failure.Kind) ? 0 : errand.Cost, 0, 0));
            result = new AttemptResult(null, null, failure);
        }
        catch (Exception problem)
        {
            store.Settle(settlement);
            gate.Leave(wasSent);
            Abandon(errand, problem);
            return;
        }

        Hear(result);
        gate.Leave(wasSent);
        Conclude(errand, result);
    }

    private void Hear(AttemptResult result)
    {
        if (result.Answer is not null)
        {
            gate.Answered();
        }
        else if (result.IsWorthRetrying)
        {
            gate.Failed();
        }
    }

    private LedgerLine Paid(Errand errand, ModelAnswer answer)
    {
        var input = answer.InputTokens ?? errand.InputTokens;
        var output = answer.OutputTokens ?? TokenEstimate.Of(answer.Text);
        return new LedgerLine(AttemptKind.Answered, 1, errand.Cost, TokenEstimate.Cost(model.Prices, input, output), input, output);
    }

    /// <summary>Takes an attempt's result to whoever decides about the next one.</summary>
    private void Conclude(Errand errand, AttemptResult result)
    {
        if (errand.Again is { } again)
        {
            again.SetResult(result);
        }
        else if (result.IsWorthRetrying && model.Limits.Attempts > 1)
        {
            _ = retries.Run(errand, result);
        }
        else
        {
            Finish(errand, result);
        }
    }

    private void Abandon(Errand errand, Exception problem)
    {
        if (errand.Again is { } again)
        {
            again.SetException(problem);
        }
        else
        {
            fail(errand, problem);
        }
    }

    private void Finish(Errand errand, AttemptResult result)
    {
        if (result.Answer is { } answer)
        {
            judge.Hope();
            stored.Add(result.Stored!, (errand, answer));
        }
        else if (result.Failure is { } failure)
        {
            _ = GiveUp(errand, failure);
        }
        else
        {
            reply(errand, new Reply(null, "out of budget"));
        }
    }

    private void Reply(ReadOnlySpan<(Errand Errand, ModelAnswer Answer)> answered, Exception? problem)
    {
        foreach (var (errand, answer) in answered)
        {
            if (problem is not null)
            {
                fail(errand, problem);
            }
            else
            {
                reply(errand, new Reply(answer, null));
            }
        }
    }

    private async Task GiveUp(Errand errand, ModelCallException failure)
    {
        try
        {
            var problem = judge.Problem(failure);
            await store.AddFailure(errand.Key, errand.Request, failure.Kind, problem).ConfigureAwait(false);
            reply(errand, new Reply(null, problem));
        }
        catch (Exception problem)
        {
            fail(errand, problem);
        }
    }
}
