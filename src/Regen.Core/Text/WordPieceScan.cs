using System.Text;

namespace Regen.Core.Text;

/// <summary>One pass over one text: gathers a word's normalised characters, then splits it into pieces.</summary>
internal sealed class WordPieceScan(WordPieceTokenizer tokenizer, int capacity)
{
    private readonly List<int> ids = [];
    private readonly List<TextSpan> offsets = [];
    private readonly StringBuilder word = new();
    private readonly List<int> origins = []; // per char of the word: the code point of the text that it came from
    private int wordLength; // in code points
    private int body = capacity;

    public bool IsFull => body == 0;

    public void Start(int classId)
    {
        ids.Add(classId);
        offsets.Add(default);
    }

    public TokenizedText Finish(int separatorId)
    {
        ids.Add(separatorId);
        offsets.Add(default);
        return new TokenizedText([.. ids], [.. offsets]);
    }

    /// <summary>Adds a piece unless the sequence is full.</summary>
    public void Add(int id, TextSpan span)
    {
        if (!IsFull)
        {
            ids.Add(id);
            offsets.Add(span);
            body--;
        }
    }

    /// <summary>Reads a stretch of text whose first code point has the given number; returns the number after its last.</summary>
    public int Read(ReadOnlySpan<char> text, int codePoint)
    {
        Span<int> normalised = stackalloc int[BertNormalization.MaxLength];
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var value in normalised[..tokenizer.Settings.Normalization.Apply(rune, normalised)])
            {
                Accept(value, codePoint);
            }

            codePoint++;
            if (IsFull)
            {
                return codePoint;
            }
        }

        EndWord();
        return codePoint;
    }

    private void Accept(int value, int origin)
    {
        if (BertNormalization.IsWhiteSpace(value))
        {
            EndWord();
        }
        else if (BertNormalization.IsPunctuation(value))
        {
            EndWord();
            Append(value, origin);
            EndWord();
        }
        else
        {
            Append(value, origin);
        }
    }

    private void Append(int value, int origin)
    {
        wordLength++;
        if (wordLength > tokenizer.Settings.MaxWordLength)
        {
            origins[^1] = origin; // the word is unknown by now; only where it ends still matters
            return;
        }

        Span<char> chars = stackalloc char[2];
        foreach (var c in chars[..new Rune(value).EncodeToUtf16(chars)])
        {
            word.Append(c);
            origins.Add(origin);
        }
    }

    private void EndWord()
    {
        if (wordLength > 0)
        {
            Split(word.ToString());
            word.Clear();
            origins.Clear();
            wordLength = 0;
        }
    }

    private void Split(ReadOnlySpan<char> characters)
    {
        Span<(int Id, int End)> found = stackalloc (int, int)[characters.Length];
        var (count, at) = (0, 0);
        while (at < characters.Length && wordLength <= tokenizer.Settings.MaxWordLength)
        {
            var (length, id) = tokenizer.LongestPiece(characters[at..], continues: at > 0);
            if (length == 0)
            {
                break;
            }

            at += length;
            found[count++] = (id, at);
        }

        if (at < characters.Length)
        {
            Add(tokenizer.UnknownId, new TextSpan(origins[0], origins[^1] + 1));
            return;
        }

        at = 0;
        foreach (var (id, end) in found[..count])
        {
            Add(id, new TextSpan(origins[at], origins[end - 1] + 1));
            at = end;
        }
    }
}
