using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>SHA-256 over everything that shaped an answer: server, model, sampling, texts, schema and draw; lower-case hex.</summary>
/// <remarks>Keys, prices, limits and <see cref="ModelRequest.Place"/> shape nothing. An address's user and password are refused before they come here.</remarks>
public readonly record struct AnswerKey(string Hex)
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

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
        var bytes = scratch ??= new ArrayBufferWriter<byte>(4096);
        bytes.ResetWrittenCount();
        Add(bytes, model.Provider);
        Add(bytes, model.Endpoint);
        Add(bytes, model.Model);
        Add(bytes, script);
        Add(bytes, Number(sampling.Temperature));
        Add(bytes, Number(sampling.TopP));
        Add(bytes, Number(sampling.Seed));
        Add(bytes, Number(request.MaxOutputTokens ?? sampling.MaxOutputTokens));
        Add(bytes, request.System);
        Add(bytes, request.User);
        Add(bytes, model.Schema ? request.Schema : null);
        Add(bytes, request.Draw);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, digest);
        return new AnswerKey(Convert.ToHexStringLower(digest));
    }

    private static string? Number(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);

    // Length first, so that no two lists of parts have the same bytes; -1 for null.
    private static void Add(ArrayBufferWriter<byte> bytes, string? part)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), part?.Length ?? -1);
        bytes.Advance(sizeof(int));
        bytes.Advance(Encoding.Unicode.GetBytes(part, bytes.GetSpan(Encoding.Unicode.GetMaxByteCount(part?.Length ?? 0))));
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
