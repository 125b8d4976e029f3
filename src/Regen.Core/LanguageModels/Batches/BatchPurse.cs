using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>What a folder's rounds may still ask for. Nothing is given back when answers come: the budget is never passed, and reached early.</summary>
internal sealed class BatchPurse
{
    private readonly Budget budget;
    private readonly LanguageModelConfig model;
    private double cost;
    private long requests;

    /// <exception cref="Domain.RegenException">The budget cannot be kept.</exception>
    public BatchPurse(Budget budget, LanguageModelConfig model, IReadOnlyList<BatchRound> rounds)
    {
        budget.Check(model);
        if (budget.MaxCost is not null && model.Sampling.MaxOutputTokens is null)
        {
            throw new Domain.RegenException(
                "a batch's cost has no bound while its answers have none", "sampling of the language model's configuration", "add max_output_tokens, or bound the number of requests");
        }

        (this.budget, this.model) = (budget, model);
        cost = rounds.Sum(static round => round.Manifest.CostBound ?? 0);
        requests = rounds.Sum(static round => round.Manifest.Requests);
    }

    /// <summary>Requests that there was no room for.</summary>
    public long Refused { get; private set; }

    /// <returns>US dollars that a request cannot pass in a batch; 0 without prices.</returns>
    public static double Bound(LanguageModelConfig model, ModelRequest request) => model.Prices is not { } prices ? 0 : prices.BatchShare * prices.Dollars(
        TokenEstimate.Inputs(request, model.Schema).AtMost, TokenEstimate.OutputLimit(request, model.Sampling) ?? TokenEstimate.DefaultOutput);

    /// <returns>False where there is no room; nothing is taken then.</returns>
    public bool Take(ModelRequest request)
    {
        var more = Bound(model, request);
        if (requests + 1 > (budget.MaxRequests ?? long.MaxValue) || cost + more > (budget.MaxCost ?? double.PositiveInfinity))
        {
            Refused++;
            return false;
        }

        (requests, cost) = (requests + 1, cost + more);
        return true;
    }
}
