using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>What may be used at most, over the whole life of a store and all its runs; null for no bound.</summary>
public sealed record Budget
{
    /// <summary>US dollars at the prices of the configuration.</summary>
    public double? MaxCost { get; init; }

    /// <summary>Attempts, so that a request that is tried three times counts three times.</summary>
    public long? MaxRequests { get; init; }

    /// <exception cref="RegenException">A bound is not positive, or costs are bounded and no prices are known.</exception>
    internal void Check(LanguageModelConfig model)
    {
        if (MaxCost is <= 0 or double.NaN || MaxRequests is <= 0)
        {
            throw new RegenException("a budget must be more than nothing", "budget", "give a positive number, or none for no bound");
        }

        if (MaxCost is not null && model.Prices is null)
        {
            throw new RegenException("a budget in dollars needs prices", "prices of the language model's configuration", "add prices (US dollars per million input and output tokens), or bound the number of requests");
        }
    }
}

/// <summary>Sums over a store's attempts, those of earlier runs included.</summary>
/// <param name="Attempts">Sent, under way, or lost by a process that died.</param>
/// <param name="Lost">Those of <paramref name="Attempts"/> that a process left open when it died: it may have repeated them.</param>
/// <param name="Open">Those that are reserved or under way now.</param>
/// <param name="Cost">US dollars: settled ones at what they cost, open and lost ones at their reservation.</param>
/// <param name="InputTokens">Of settled ones.</param>
/// <param name="OutputTokens">Of settled ones.</param>
public sealed record LedgerTotals(long Attempts, long Lost, long Open, double Cost, long InputTokens, long OutputTokens);
