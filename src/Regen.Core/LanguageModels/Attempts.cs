using Polly;
using Polly.Retry;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>Puts a request to the server until it answers, refuses for good, or attempts or budget run out; each attempt is reserved before and settled after.</summary>
internal sealed class Attempts : IDisposable
{
    /// <summary>So many requests in a row that used up their attempts, and no answer between them: nobody is there.</summary>
    private const int LeastHopeless = 32;

    private readonly LanguageModelConfig model;
    private readonly Budget budget;
    private readonly IRunStore store;
    private readonly ModelCall call;
    private readonly RateLimits rates;
    private readonly SendGate gate;
    private readonly CallTally tally;
    private readonly ResiliencePipeline<AttemptResult> retries;
    private int hopeless;

    public Attempts(LanguageModelConfig model, DirectOptions options, IRunStore store, ModelCall call, CallTally tally)
    {
        (this.model, budget, this.store, this.call, this.tally) = (model, options.Budget, store, call, tally);
        rates = new RateLimits(model.Limits);
        gate = new SendGate(model.Limits.Concurrency);
        retries = Retries(model.Limits, options.RetryDelay);
    }

    /// <exception cref="RegenException">No request of this run can be answered, or the store failed.</exception>
    public async Task<Reply> Put(AnswerKey key, ModelRequest request, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        AttemptResult result;
        try
        {
            result = await retries.ExecuteAsync(
                static async (context, state) => await state.Item1.Attempt(state.key, state.request, context.CancellationToken).ConfigureAwait(false), context, (this, key, request)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        if (result.Answer is { } answer)
        {
            hopeless = 0;
            await result.Stored!.ConfigureAwait(false);
            return new Reply(answer, null);
        }

        return result.Failure is { } failure ? await GiveUp(key, request, failure).ConfigureAwait(false) : new Reply(null, "out of budget");
    }

    public void Dispose()
    {
        rates.Dispose();
        gate.Dispose();
    }

    /// <summary>Exponential waits with jitter; a server's Retry-After up to its cap.</summary>
    private static ResiliencePipeline<AttemptResult> Retries(CallLimits limits, TimeSpan delay)
    {
        if (limits.Attempts == 1)
        {
            return ResiliencePipeline<AttemptResult>.Empty;
        }

        var cap = TimeSpan.FromSeconds(limits.RetryAfterSeconds);
        return new ResiliencePipelineBuilder<AttemptResult>().AddRetry(new RetryStrategyOptions<AttemptResult>
        {
            MaxRetryAttempts = limits.Attempts - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = delay,
            MaxDelay = cap,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.IsWorthRetrying == true),
            DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.Failure?.RetryAfter is { } asked ? Capped(asked, cap) : (TimeSpan?)null),
        }).Build();
    }

    // Jitter on top of what the server asks for, or all that were refused together would come back together.
    private static TimeSpan? Capped(TimeSpan asked, TimeSpan cap) => (asked < cap ? asked : cap) * (1 + (0.1 * Random.Shared.NextDouble()));

    private async Task<AttemptResult> Attempt(AnswerKey key, ModelRequest request, CancellationToken cancellation)
    {
        var output = TokenEstimate.OutputLimit(request, model.Sampling);
        if (budget.MaxCost is not null && output is null)
        {
            throw new RegenException("a budget in dollars needs answers of limited length", "sampling of the language model's configuration", "set the most output tokens of an answer, or bound the number of requests");
        }

        var estimate = TokenEstimate.Input(request, model.Schema);
        await rates.Wait(estimate + (output ?? TokenEstimate.DefaultOutput), cancellation).ConfigureAwait(false);
        await gate.EnterReservation(cancellation).ConfigureAwait(false);
        try
        {
            var cost = TokenEstimate.Cost(model.Prices, TokenEstimate.InputAtMost(request, model.Schema), output ?? TokenEstimate.DefaultOutput);
            return await store.Reserve(cost, budget, cancellation).ConfigureAwait(false)
                ? await Send(key, request, cost, cancellation).ConfigureAwait(false)
                : new AttemptResult(null, null, null);
        }
        finally
        {
            gate.LeaveReservation();
        }
    }

    private async Task<AttemptResult> Send(AnswerKey key, ModelRequest request, long reserved, CancellationToken cancellation)
    {
        LedgerLine? settlement = new LedgerLine(AttemptKind.Unsent, 1, reserved, 0, 0, 0);
        try
        {
            await gate.EnterPlace(cancellation).ConfigureAwait(false);
            settlement = new LedgerLine(AttemptKind.Cancelled, 1, reserved, reserved, 0, 0);
            try
            {
                var answer = await call.Send(request, cancellation).ConfigureAwait(false);
                tally.Count(answer);
                var stored = store.AddNew(key, request, answer, Paid(reserved, request, answer));
                settlement = null;
                return new AttemptResult(answer, stored, null);
            }
            catch (ModelCallException failure)
            {
                settlement = new LedgerLine(failure.Kind, 1, reserved, IsFree(failure.Kind) ? 0 : reserved, 0, 0);
                tally.Count(failure.Kind);
                return new AttemptResult(null, null, failure);
            }
            finally
            {
                gate.LeavePlace();
            }
        }
        finally
        {
            if (settlement is { } line)
            {
                store.Settle(line);
            }
        }
    }

    // A refusal comes before any work; of everything else nobody knows whether it will be charged.
    private static bool IsFree(AttemptKind kind) => kind is AttemptKind.RateLimited or AttemptKind.Refused or AttemptKind.Forbidden;

    private LedgerLine Paid(long reserved, ModelRequest request, ModelAnswer answer)
    {
        var input = answer.InputTokens ?? TokenEstimate.Input(request, model.Schema);
        var output = answer.OutputTokens ?? TokenEstimate.Of(answer.Text);
        return new LedgerLine(AttemptKind.Answered, 1, reserved, TokenEstimate.Cost(model.Prices, input, output), input, output);
    }

    private async Task<Reply> GiveUp(AnswerKey key, ModelRequest request, ModelCallException failure)
    {
        if (failure.Kind == AttemptKind.Forbidden)
        {
            throw new RegenException(
                $"the server refuses every request: {failure.Message}",
                $"{model.Endpoint} ({model.Model})",
                model.KeyVariable is { } variable ? $"check the endpoint, the model's name, and the key in {variable}" : "check the endpoint and the model's name; if it wants a key, name the environment variable that holds it (key_variable)",
                failure);
        }

        var isRefused = !new AttemptResult(null, null, failure).IsWorthRetrying;
        if (!isRefused && Interlocked.Increment(ref hopeless) >= Math.Max(LeastHopeless, model.Limits.Concurrency))
        {
            throw new RegenException(
                $"{hopeless} requests in a row got no answer in {model.Limits.Attempts} attempts each; the last: {failure.Message}",
                $"{model.Endpoint} ({model.Model})",
                "look after the server, then give the same command again: what was answered is kept",
                failure);
        }

        var problem = isRefused ? $"refused: {failure.Message}" : $"no answer in {model.Limits.Attempts} attempts: {failure.Message}";
        await store.AddFailure(key, request, failure.Kind, problem).ConfigureAwait(false);
        return new Reply(null, problem);
    }
}
