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

    /// <summary>How many calls may run at once, and are faster so than one after the other with all threads; 1 for an encoder that one thread owns.</summary>
    int Workers => 1;

    /// <summary>Encodes texts; the result keeps their order.</summary>
    /// <remarks>
    /// Equal texts, form and order give equal bits on one machine. What else a text is encoded with, and the number of threads,
    /// may change the last bits of its states (matrix products round by place), by less than 1e-5 of a state's largest number.
    /// </remarks>
    /// <param name="texts">Any texts; an empty one has vectors too.</param>
    /// <param name="form">Which vectors of each text.</param>
    /// <param name="stop">Checked between batches.</param>
    /// <exception cref="ArgumentException">The form reads more tokens than the encoder has positions.</exception>
    EncodedTexts Encode(IReadOnlyList<string> texts, TextForm form, CancellationToken stop = default);

    /// <summary>Does now what needs no model, such as splitting texts into tokens, and gives back the rest of <see cref="Encode"/>. Thread safe.</summary>
    Func<CancellationToken, EncodedTexts> Prepare(IReadOnlyList<string> texts, TextForm form) => stop => Encode(texts, form, stop);
}
