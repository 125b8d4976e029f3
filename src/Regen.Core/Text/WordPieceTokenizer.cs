using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Text;

/// <summary>BERT's tokenizer: clean, split into words and punctuation, then the longest known piece first.</summary>
/// <remarks>
/// Source: Wu et al. 2016, arXiv:1609.08144 and Devlin et al. 2019, arXiv:1810.04805; behaviour of
/// huggingface/tokenizers. Thread safe. Lone surrogates count as U+FFFD, which is dropped.
/// </remarks>
public sealed class WordPieceTokenizer
{
    private readonly Dictionary<string, int> whole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> continuing = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> pieces = [];
    private readonly HashSet<int> specialIds = [];
    private readonly int longestPiece;

    public WordPieceTokenizer(WordPieceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        foreach (var (piece, id) in settings.Vocabulary)
        {
            var continues = piece.StartsWith(settings.ContinuingPrefix, StringComparison.Ordinal);
            whole[piece] = id;
            if (continues)
            {
                continuing[piece[settings.ContinuingPrefix.Length..]] = id;
            }

            longestPiece = Math.Max(longestPiece, piece.Length);
            pieces[id] = piece;
        }

        UnknownId = Find(settings.UnknownToken);
        PaddingId = Find(settings.PaddingToken);
        ClassId = Find(settings.ClassToken);
        SeparatorId = Find(settings.SeparatorToken);
        specialIds.UnionWith(settings.AddedTokens.Select(Find));
        specialIds.UnionWith([UnknownId, PaddingId, ClassId, SeparatorId]);
    }

    public WordPieceSettings Settings { get; }

    public int UnknownId { get; }

    public int PaddingId { get; }

    public int ClassId { get; }

    public int SeparatorId { get; }

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize => pieces.Keys.Max() + 1;

    /// <summary>Reads tokenizer.json of a model folder or, where there is none, vocab.txt and tokenizer_config.json.</summary>
    /// <exception cref="RegenException">The folder holds neither, or a file that is not a WordPiece tokenizer.</exception>
    public static WordPieceTokenizer Open(string folder) => new(WordPieceFiles.ReadFolder(folder));

    /// <summary>Reads one tokenizer.json.</summary>
    /// <exception cref="RegenException">The file is missing, broken, or not a BERT WordPiece tokenizer.</exception>
    public static WordPieceTokenizer OpenFile(string tokenizerJson) => new(WordPieceFiles.ReadTokenizerJson(tokenizerJson));

    /// <param name="text">Any text.</param>
    /// <param name="maxTokens">Longest result, [CLS] and [SEP] included; later pieces are cut off. At least 2.</param>
    public TokenizedText Encode(string text, int maxTokens = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 2);
        var scan = new WordPieceScan(this, maxTokens - 2);
        scan.Start(ClassId);
        var (at, codePoints) = (0, 0);
        while (at < text.Length && !scan.IsFull)
        {
            var (found, length, id) = NextAddedToken(text, at);
            codePoints = scan.Read(text.AsSpan(at, found - at), codePoints);
            if (length > 0)
            {
                var end = codePoints + CountCodePoints(text.AsSpan(found, length));
                scan.Add(id, new TextSpan(codePoints, end));
                codePoints = end;
            }

            at = found + length;
        }

        return scan.Finish(SeparatorId);
    }

    /// <summary>The piece of an id, as the vocabulary spells it.</summary>
    public string PieceOf(int id) => pieces.TryGetValue(id, out var piece)
        ? piece
        : throw new ArgumentOutOfRangeException(nameof(id), id, "no piece has this id");

    /// <summary>The text of ids: pieces joined, words apart by one space, spaces before punctuation taken out.</summary>
    public string Decode(IEnumerable<int> ids, bool skipSpecial = true)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        foreach (var id in ids.Where(id => !skipSpecial || !specialIds.Contains(id)))
        {
            var piece = PieceOf(id);
            if (text.Length > 0)
            {
                piece = piece.StartsWith(Settings.ContinuingPrefix, StringComparison.Ordinal)
                    ? piece[Settings.ContinuingPrefix.Length..]
                    : " " + piece;
            }

            text.Append(piece is " ." or " ?" or " !" or " ," ? piece[1..] : piece);
        }

        return text.ToString();
    }

    /// <summary>The longest piece that the word begins with, as its length in chars and id; (0, 0) if there is none.</summary>
    internal (int Length, int Id) LongestPiece(ReadOnlySpan<char> word, bool continues)
    {
        var known = (continues ? continuing : whole).GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = Math.Min(word.Length, longestPiece); length > 0; length--)
        {
            if (known.TryGetValue(word[..length], out var id))
            {
                return (length, id);
            }
        }

        return (0, 0);
    }

    internal static int CountCodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    /// <summary>The first added token at or after a place, the longest of several; without one, the end of the text and length 0.</summary>
    private (int At, int Length, int Id) NextAddedToken(string text, int from)
    {
        var best = (At: text.Length, Length: 0, Id: 0);
        foreach (var token in Settings.AddedTokens)
        {
            var at = text.IndexOf(token, from, StringComparison.Ordinal);
            if (at >= 0 && (at < best.At || (at == best.At && token.Length > best.Length)))
            {
                best = (at, token.Length, whole[token]);
            }
        }

        return best;
    }

    private int Find(string token) => whole.TryGetValue(token, out var id)
        ? id
        : throw new RegenException($"the vocabulary has no {token}", Settings.Source, "use the tokenizer files the model was published with");
}
