using System.Numerics.Tensors;

namespace Regen.Core.Models.Encoders;

/// <summary>From token states to a form.</summary>
internal static class TextPooling
{
    /// <summary>Rows that a text of so many tokens has.</summary>
    public static int RowCount(TextForm form, int tokens) => form.RowsPerText ?? tokens;

    /// <param name="states">States of a text's tokens, row by row; at least one.</param>
    /// <param name="width">Features of one state.</param>
    /// <param name="form">The form that is wanted.</param>
    /// <param name="destination">RowCount x width numbers.</param>
    public static void Pool(ReadOnlySpan<float> states, int width, TextForm form, Span<float> destination)
    {
        switch (form.Kind)
        {
            case TextFormKind.Tokens:
                states.CopyTo(destination);
                break;
            case TextFormKind.Mean:
                Mean(states, width, destination);
                Normalise(destination);
                break;
            case TextFormKind.Chunks:
                for (var k = 0; k < form.Chunks; k++)
                {
                    var (start, end) = TextForm.RunOf(k, form.Chunks, states.Length / width);
                    Mean(states[(start * width)..(end * width)], width, destination.Slice(k * width, width));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form), form.Kind, "no such form");
        }
    }

    /// <summary>Scales a vector to length 1; a zero vector stays. Adds in order, so that the bits do not depend on the processor.</summary>
    public static void Normalise(Span<float> vector)
    {
        var squares = 0.0;
        foreach (var value in vector)
        {
            squares += (double)value * value;
        }

        if (squares > 0)
        {
            var scale = 1 / Math.Sqrt(squares);
            foreach (ref var value in vector)
            {
                value = (float)(value * scale);
            }
        }
    }

    private static void Mean(ReadOnlySpan<float> states, int width, Span<float> destination)
    {
        destination.Clear();
        for (var at = 0; at < states.Length; at += width)
        {
            TensorPrimitives.Add(destination, states.Slice(at, width), destination);
        }

        TensorPrimitives.Divide(destination, states.Length / width, destination);
    }
}
