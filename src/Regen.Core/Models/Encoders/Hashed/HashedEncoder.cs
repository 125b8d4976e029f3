using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Hashed;

/// <summary>How much each kind of feature counts in a hashed vector.</summary>
public sealed record HashedSettings
{
    /// <summary>Features of a vector; a multiple of 2.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Places of the vector that one feature adds +-1 to.</summary>
    public int Places { get; init; } = 8;

    /// <summary>Weight of all character n-grams (3 to 5) of a word together; the word itself weighs 1.</summary>
    public float Characters { get; init; } = 1f;

    /// <summary>Weight of a pair of neighbouring words.</summary>
    public float Pairs { get; init; } = 0.3f;

    /// <summary>What a stop word's features are multiplied by.</summary>
    public float StopWords { get; init; } = 0.1f;

    /// <summary>Words after which a word counts half as much as the first one: titles open a text and say most.</summary>
    public float HalfWeightAfter { get; init; } = 32;
}

/// <summary>
/// A text encoder without weights: words, character n-grams and word pairs, hashed to sparse random signs (Achlioptas
/// 2003; Weinberger et al. 2009), counts under a square root, length 1. For machines without a model, and for tests.
/// </summary>
public sealed class HashedEncoder : ITextEncoder
{
    private const string Algorithm = "hashed text encoder 1";

    private readonly HashedSettings settings;

    public HashedEncoder(HashedSettings? settings = null)
    {
        this.settings = settings ?? new HashedSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(this.settings.Width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(this.settings.Places, 1);
        var (width, places) = (this.settings.Width, this.settings.Places);
        var all = string.Create(
            CultureInfo.InvariantCulture,
            $"{Algorithm} {width} {places} {this.settings.Characters:R} {this.settings.Pairs:R} {this.settings.StopWords:R} {this.settings.HalfWeightAfter:R}");
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    public string Name => "hashed";

    public string Fingerprint { get; }

    public int Width => settings.Width;

    /// <remarks>Tokens are words; there are no special ones. A text without words has one zero vector (K for chunks). Vectors of chunks have length 1, of tokens at most 1.</remarks>
    public EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(form);
        var rows = new float[texts.Count][];
        Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = stop }, i => rows[i] = Encode(texts[i], form));
        var values = new float[rows.Sum(row => (long)row.Length)];
        var at = 0;
        foreach (var row in rows)
        {
            row.CopyTo(values, at);
            at += row.Length;
        }

        return new EncodedTexts(Width, [.. rows.Select(row => row.Length / Width)], values);
    }

    public void Dispose()
    {
        // Nothing is held: the interface disposes encoders that hold weights.
    }

    private float[] Encode(string text, TextForm form)
    {
        var words = HashedWords.Of(text, form.MaxTokens);
        var rows = new float[TextPooling.RowCount(form, Math.Max(1, words.Count)) * Width];
        for (var row = 0; row < rows.Length / Width && words.Count > 0; row++)
        {
            var (start, end) = TextForm.RunOf(row, rows.Length / Width, words.Count);
            var vector = rows.AsSpan(row * Width, Width);
            Add(Weigh(words, start, end), vector);
            TextPooling.Normalise(vector);
            if (form.Kind == TextFormKind.Tokens && HashedWords.IsStopWord(words[row].Text))
            {
                foreach (ref var value in vector)
                {
                    value *= settings.StopWords;
                }
            }
        }

        return rows;
    }

    /// <summary>Hash of every feature in a run of words -> sum of weights and number of times, in order of first sight.</summary>
    private OrderedDictionary<ulong, (float Weight, int Count)> Weigh(List<HashedWord> words, int start, int end)
    {
        var features = new OrderedDictionary<ulong, (float Weight, int Count)>();
        for (var at = start; at < end; at++)
        {
            var (word, isNumber) = words[at];
            var weight = settings.HalfWeightAfter / (settings.HalfWeightAfter + at);
            weight *= HashedWords.IsStopWord(word) ? settings.StopWords : 1;
            Count(features, Hash(word, 0), weight);
            if (!isNumber)
            {
                CountCharacters(features, word, weight * settings.Characters);
            }

            if (at > 0)
            {
                var pair = HashedWords.IsStopWord(words[at - 1].Text) ? weight * settings.StopWords : weight;
                Count(features, Hash($"{words[at - 1].Text} {word}", 1), pair * settings.Pairs);
            }
        }

        return features;
    }

    /// <summary>All n-grams of "^word$" for n = 3, 4, 5 together weigh what they are given, whatever the word's length.</summary>
    private static void CountCharacters(OrderedDictionary<ulong, (float Weight, int Count)> features, string word, float weight)
    {
        var framed = $"^{word}$";
        var total = 0;
        for (var n = 3; n <= 5; n++)
        {
            total += Math.Max(0, framed.Length - n + 1);
        }

        var each = weight / MathF.Sqrt(total);
        for (var n = 3; n <= 5; n++)
        {
            for (var from = 0; from + n <= framed.Length; from++)
            {
                Count(features, Hash(framed.AsSpan(from, n), 2), each);
            }
        }
    }

    private static void Count(OrderedDictionary<ulong, (float Weight, int Count)> features, ulong hash, float weight)
    {
        var (sum, count) = features.GetValueOrDefault(hash);
        features[hash] = (sum + weight, count + 1);
    }

    /// <summary>Adds each feature's mean weight times the root of its count to its places.</summary>
    private void Add(OrderedDictionary<ulong, (float Weight, int Count)> features, Span<float> vector)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var (hash, (weight, count)) in features)
        {
            var step = weight / MathF.Sqrt(count);
            for (var place = 0; place < settings.Places; place++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
                var draw = XxHash64.Of(bytes, (ulong)place);
                var at = (int)Math.BigMul(draw << 1, (ulong)settings.Width, out _);
                vector[at] += (draw >> 63) == 0 ? step : -step;
            }
        }
    }

    private static ulong Hash(ReadOnlySpan<char> feature, ulong kind)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("hashed features are read as little-endian UTF-16");
        }

        return XxHash64.Of(MemoryMarshal.AsBytes(feature), kind);
    }
}
