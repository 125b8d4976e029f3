namespace Regen.Core.Models.Encoders;

/// <summary>A frozen text encoder: texts in, vectors out, nothing trained.</summary>
public interface ITextEncoder : IDisposable
{
    /// <summary>The name that experiment files use.</summary>
    string Name { get; }

    /// <summary>SHA-256 (hexadecimal) of all that decides a vector: weights, tokenizer, settings.</summary>
    string Fingerprint { get; }

    /// <summary>Features of one vector.</summary>
    int Width { get; }

    /// <summary>Encodes texts; the result keeps their order. Not thread safe.</summary>
    /// <param name="texts">Any texts; an empty one has vectors too.</param>
    /// <param name="form">Which vectors of each text.</param>
    /// <param name="stop">Checked between batches.</param>
    /// <exception cref="ArgumentException">The form reads more tokens than the encoder has positions.</exception>
    EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default);
}
