namespace Regen.Core.Models.Flare;

/// <summary>The frozen texts of a corpus: of its items, and of its critiques where the model reads them.</summary>
/// <param name="Items">Row i is item i; null for a model without text.</param>
/// <param name="Critiques">Row i is critique i; null where the channel is off or the corpus has none.</param>
public sealed record TextTables(ITextTable? Items, ITextTable? Critiques) : IDisposable
{
    /// <summary>The items' titles alone, where a critique asks them; null otherwise.</summary>
    public ITextTable? Titles { get; init; }

    /// <summary>States of the critiques' tokens below the layers that a head reads on with; null where it has none.</summary>
    public ITextTable? Tokens { get; init; }

    /// <summary>The critiques' sentences, row by row, where their words are read; empty otherwise.</summary>
    public IReadOnlyList<string> Sentences { get; init; } = [];

    /// <summary>L, or 0 where no text is read.</summary>
    public int Width => Items?.Width ?? Critiques?.Width ?? 0;

    public void Dispose()
    {
        Items?.Dispose();
        Critiques?.Dispose();
        Titles?.Dispose();
        Tokens?.Dispose();
    }
}
