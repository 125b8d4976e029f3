using System.Text;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>How many tokens a request has, without its model's tokenizer, and what they cost.</summary>
/// <remarks>
/// Estimate: a token for every four bytes of UTF-8 in instructions, task and schema, rounded up, and eight for the two messages'
/// frame. Certain bound, for budgets: a token for every byte, for no byte-level tokenizer gives more, and 64 for the frame.
/// </remarks>
internal static class TokenEstimate
{
    /// <summary>Output tokens of an answer where neither request nor configuration limits them.</summary>
    public const int DefaultOutput = 1024;

    private const double PicodollarsPerDollar = 1e12;

    public static long Input(ModelRequest request, bool withSchema) => Inputs(request, withSchema).Estimate;

    /// <returns>Input tokens by the estimate and by the bound, in one count of the bytes.</returns>
    public static (long Estimate, long AtMost) Inputs(ModelRequest request, bool withSchema)
    {
        var bytes = Bytes(request, withSchema);
        return (((bytes + 3) / 4) + 8, bytes + 64);
    }

    /// <summary>Tokens of an answer at most, as it is asked for; null where nothing limits it.</summary>
    public static int? OutputLimit(ModelRequest request, SamplingConfig sampling) => request.MaxOutputTokens ?? sampling.MaxOutputTokens;

    /// <summary>Tokens of a text by the estimate.</summary>
    public static long Of(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4;

    /// <summary>Whole picodollars, so that a million of them add up without rounding; 0 without prices. Up to nine million dollars.</summary>
    public static long Cost(PriceConfig? prices, long input, long output) =>
        prices is null ? 0 : (long)Math.Ceiling(((input * prices.Input) + (output * prices.Output)) * (PicodollarsPerDollar / 1e6));

    public static double Dollars(long picodollars) => picodollars / PicodollarsPerDollar;

    public static long Picodollars(double dollars) => dollars >= long.MaxValue / PicodollarsPerDollar ? long.MaxValue : (long)(dollars * PicodollarsPerDollar);

    private static long Bytes(ModelRequest request, bool withSchema) =>
        Encoding.UTF8.GetByteCount(request.System) + Encoding.UTF8.GetByteCount(request.User)
        + (withSchema && request.Schema is { } schema ? Encoding.UTF8.GetByteCount(schema) : 0);
}
