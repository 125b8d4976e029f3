using System.Numerics.Tensors;

namespace Regen.Core.Baselines;

/// <summary>One vector of length 1 for each item's text: what a counted recommender reads of texts. An item without text has zeros.</summary>
/// <param name="Values">float32 [items, width], row by row.</param>
/// <param name="Width">Features of one vector.</param>
/// <param name="Signature">Encoder, form and fingerprint, for run records.</param>
public sealed record ItemTextVectors(float[] Values, int Width, string Signature)
{
    public int ItemCount => Values.Length / Width;

    public ReadOnlySpan<float> Of(int item) => Values.AsSpan(item * Width, Width);

    /// <summary>Cosine of two items' texts, in [-1, 1].</summary>
    public float Cosine(int one, int other) => TensorPrimitives.Dot(Of(one), Of(other));

    /// <summary>Cosines of one item's text with every item's.</summary>
    /// <param name="cosines">Receives one number per item.</param>
    public void Cosines(int item, Span<float> cosines)
    {
        var own = Of(item);
        for (var other = 0; other < cosines.Length; other++)
        {
            cosines[other] = TensorPrimitives.Dot(own, Of(other));
        }
    }

    /// <summary>Scales each row to length 1, in place; rows of zeros stay.</summary>
    /// <param name="values">float32 [items, width].</param>
    public static ItemTextVectors Normalised(float[] values, int width, string signature)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        for (var start = 0; start < values.Length; start += width)
        {
            var row = values.AsSpan(start, width);
            var norm = TensorPrimitives.Norm<float>(row);
            if (norm > 0)
            {
                TensorPrimitives.Divide(row, norm, row);
            }
        }

        return new ItemTextVectors(values, width, signature);
    }
}
