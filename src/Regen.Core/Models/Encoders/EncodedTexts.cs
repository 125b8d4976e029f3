namespace Regen.Core.Models.Encoders;

/// <summary>Vectors of several texts, packed one after the other.</summary>
public sealed class EncodedTexts
{
    private readonly float[] values;
    private readonly int[] rowStarts;

    /// <param name="width">Features of one vector.</param>
    /// <param name="rowCounts">Vectors of each text.</param>
    /// <param name="values">All vectors, row by row.</param>
    public EncodedTexts(int width, IReadOnlyList<int> rowCounts, float[] values)
    {
        ArgumentNullException.ThrowIfNull(rowCounts);
        ArgumentNullException.ThrowIfNull(values);
        Width = width;
        this.values = values;
        rowStarts = new int[rowCounts.Count + 1];
        for (var i = 0; i < rowCounts.Count; i++)
        {
            rowStarts[i + 1] = rowStarts[i] + rowCounts[i];
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(values.LongLength, (long)rowStarts[^1] * width);
    }

    /// <summary>Vectors of zeros, to be filled by their encoder.</summary>
    internal EncodedTexts(int width, int[] rowCounts)
        : this(width, rowCounts, new float[rowCounts.Sum(count => (long)count) * width])
    {
    }

    /// <summary>Texts.</summary>
    public int Count => rowStarts.Length - 1;

    /// <summary>Features of one vector.</summary>
    public int Width { get; }

    /// <summary>Every vector of every text, row by row.</summary>
    public ReadOnlySpan<float> Values => values;

    public int RowCount(int text) => rowStarts[text + 1] - rowStarts[text];

    /// <summary>The vectors of one text, row by row: RowCount x Width numbers.</summary>
    public ReadOnlySpan<float> RowsOf(int text) => WritableRowsOf(text);

    internal Span<float> WritableRowsOf(int text) => values.AsSpan(rowStarts[text] * Width, RowCount(text) * Width);
}
