using System.Globalization;
using Regen.Core.Domain;

namespace Regen.Core.Data;

/// <summary>How interactions of a user with equal timestamps are ordered.</summary>
public sealed record TieOrder
{
    private TieOrder(string kind) => Kind = kind;

    /// <summary>"file", "asin", "shuffled" or "sequence".</summary>
    public string Kind { get; }

    /// <summary>Seed of "shuffled".</summary>
    public long Seed { get; private init; }

    /// <summary>File of "sequence": a user and the items in order, one user a line.</summary>
    public string? File { get; private init; }

    /// <summary>As the command line spells it; a sequence file without its folder.</summary>
    public override string ToString() => Kind switch
    {
        "shuffled" => $"shuffled:{Seed}",
        "sequence" => $"sequence:{Path.GetFileName(File)}",
        _ => Kind,
    };

    /// <param name="text">file, asin, shuffled:SEED or sequence:FILE.</param>
    /// <exception cref="RegenException">It is none of these.</exception>
    public static TieOrder Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        return kind switch
        {
            "file" or "asin" when rest.Length == 0 => new TieOrder(kind),
            "shuffled" when long.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) => new TieOrder(kind) { Seed = seed },
            "sequence" when rest.Length > 0 => new TieOrder(kind) { File = rest },
            _ => throw new RegenException($"'{text}' is no order of equal timestamps", "--order", "give file, asin, shuffled:SEED or sequence:FILE"),
        };
    }
}
