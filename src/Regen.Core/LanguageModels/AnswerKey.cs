using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>SHA-256 over everything that shaped an answer: server, model, sampling, texts, schema and draw; lower-case hex.</summary>
/// <remarks>Keys, prices, limits and <see cref="ModelRequest.Place"/> shape nothing. An address's user and password are refused before they come here.</remarks>
public readonly record struct AnswerKey(string Hex)
{
    /// <summary>The first half of the digest: millions of them fit in memory, and two that are equal have never been seen.</summary>
    internal UInt128 Half => UInt128.Parse(Hex.AsSpan(0, 32), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <returns>The key that a server's text says; null where it says none. It is looked up, and never anything else.</returns>
    internal static AnswerKey? Read(string? text) =>
        text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower) ? new AnswerKey(text) : null;

    /// <param name="model">Whoever answers.</param>
    /// <param name="script">Version of the scripted model, so that a better script does not read an older one's answers; "" for servers.</param>
    /// <param name="request">What is asked.</param>
    public static AnswerKey Of(LanguageModelConfig model, string script, ModelRequest request)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        var sampling = model.Sampling;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, model.Provider);
        Add(hash, model.Endpoint);
        Add(hash, model.Model);
        Add(hash, script);
        Add(hash, Number(sampling.Temperature));
        Add(hash, Number(sampling.TopP));
        Add(hash, Number(sampling.Seed));
        Add(hash, Number(request.MaxOutputTokens ?? sampling.MaxOutputTokens));
        Add(hash, request.System);
        Add(hash, request.User);
        Add(hash, model.Schema ? request.Schema : null);
        Add(hash, request.Draw);
        return new AnswerKey(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string? Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);

    // Length first, so that no two lists of parts have the same bytes; -1 for null.
    private static void Add(IncrementalHash hash, string? part)
    {
        hash.AppendData(BitConverter.GetBytes(part?.Length ?? -1));
        hash.AppendData(Encoding.Unicode.GetBytes(part ?? ""));
    }
}

/// <summary>Where answers are kept.</summary>
public interface IAnswerStore : IDisposable
{
    /// <returns>The stored ones of these.</returns>
    IReadOnlyDictionary<AnswerKey, ModelAnswer> Find(IReadOnlyCollection<AnswerKey> keys);

    /// <summary>Keeps an answer; the first one of a key stays. Done when it is on the disk (commits are gathered for at most 50 ms).</summary>
    Task Add(AnswerKey key, ModelRequest request, ModelAnswer answer);
}
