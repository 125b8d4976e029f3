using Polly;

namespace Regen.Core.LanguageModels;

/// <summary>Brings errands whose first attempt failed back to the gate, as often and after such waits as the pipeline says.</summary>
/// <param name="pipeline">Decides whether there is another attempt, and when.</param>
/// <param name="gate">Where the next attempt waits for its turn.</param>
/// <param name="finish">Called with the last attempt's result.</param>
/// <param name="fail">Called for an errand that was cancelled, or whose run cannot go on.</param>
internal sealed class Retries(ResiliencePipeline<AttemptResult> pipeline, SendGate gate, Action<Errand, AttemptResult> finish, Action<Errand, Exception> fail)
{
    /// <summary>Ends when the errand has.</summary>
    public async Task Run(Errand errand, AttemptResult first)
    {
        var context = ResilienceContextPool.Shared.Get(errand.Cancellation);
        gate.BeginRetries();
        try
        {
            // The pipeline's first turn has been taken already; it decides about the wait and the turns after it.
            var result = await pipeline.ExecuteAsync(
                static (_, state) => state.errand.Again is null ? Known(state.errand, state.first) : Again(state.gate, state.errand), context, (gate, errand, first)).ConfigureAwait(false);
            finish(errand, result);
        }
        catch (Exception problem)
        {
            fail(errand, problem);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
            gate.EndRetries();
        }
    }

    private static ValueTask<AttemptResult> Known(Errand errand, AttemptResult first)
    {
        errand.Again = new TaskCompletionSource<AttemptResult>();
        return ValueTask.FromResult(first);
    }

    private static ValueTask<AttemptResult> Again(SendGate gate, Errand errand)
    {
        errand.Again = new TaskCompletionSource<AttemptResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.Enter(errand);
        return new ValueTask<AttemptResult>(errand.Again.Task);
    }
}
