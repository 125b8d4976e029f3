using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Text.SentencePiece;

/// <summary>Text to pieces and back by a SentencePiece model, unigram or BPE, as its file says.</summary>
/// <remarks>
/// Source: Kudo and Richardson 2018, arXiv:1808.06226; Kudo 2018, arXiv:1804.10959 (unigram). The work is
/// libsentencepiece's. Thread safe. Lone surrogates count as U+FFFD.
/// </remarks>
public sealed class SentencePieceTokenizer : IDisposable
{
    private readonly SentencePieceModel model;
    private readonly NativeFacts facts;

    private SentencePieceTokenizer(SentencePieceModel model, string source)
    {
        this.model = model;
        Source = source;
        facts = model.Describe();
    }

    /// <summary>The file it was read from.</summary>
    public string Source { get; }

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize => facts.Pieces;

    /// <summary>Id of a piece that the model does not know.</summary>
    public int UnknownId => facts.Unknown;

    /// <summary>Id that opens a sequence, or null where the model has none.</summary>
    public int? BeginId => Known(facts.Begin);

    /// <summary>Id that closes a sequence, or null where the model has none.</summary>
    public int? EndId => Known(facts.End);

    /// <summary>Id at padded places, or null where the model has none.</summary>
    public int? PaddingId => Known(facts.Padding);

    /// <summary>Reads a model file, such as spiece.model.</summary>
    /// <exception cref="RegenException">The file is missing or no SentencePiece model, or libsentencepiece is not installed.</exception>
    public static SentencePieceTokenizer Open(string path)
    {
        const string Fix = "use the SentencePiece model that was published with the weights, downloaded whole";
        try
        {
            return new SentencePieceTokenizer(SentencePieceModel.Open(File.ReadAllBytes(path)), path);
        }
        catch (InvalidDataException e)
        {
            throw new RegenException($"not a SentencePiece model: {e.Message}", path, Fix, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"cannot be read: {e.Message}", path, Fix, e);
        }
    }

    /// <summary>The ids of a text, without any that open or close a sequence.</summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Array.ConvertAll(model.Encode(Encoding.UTF8.GetBytes(text)), piece => piece.Id);
    }

    /// <summary>The ids of a text, and which part of it each piece stands for.</summary>
    public IReadOnlyList<(int Id, string Surface)> EncodeWithSurfaces(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. model.Encode(bytes).Select(piece => (piece.Id, Encoding.UTF8.GetString(bytes.AsSpan(piece.Begin, piece.End - piece.Begin))))];
    }

    /// <summary>The piece of an id, as the model spells it.</summary>
    public string PieceOf(int id)
    {
        RequireKnown(id);
        return model.PieceText(id);
    }

    /// <summary>The text of ids.</summary>
    public string Decode(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var id in ids)
        {
            RequireKnown(id);
        }

        return model.Decode([.. ids]);
    }

    public void Dispose() => model.Dispose();

    private static int? Known(int id) => id < 0 ? null : id;

    private void RequireKnown(int id)
    {
        if (id < 0 || id >= VocabularySize)
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"the model has pieces 0 to {VocabularySize - 1}");
        }
    }
}
