using System.Collections.Frozen;
using System.Globalization;

namespace Regen.Core.Text;

/// <summary>Full canonical decompositions of single code points (Unicode Standard Annex 15, form D).</summary>
/// <remarks>
/// .NET leaves text as it is when it runs without ICU, which Regen does, so that equal text gives equal ids on every
/// machine; hence this table of our own. It decomposes and does not reorder combining marks: its callers drop marks.
/// </remarks>
internal static class CanonicalDecomposition
{
    /// <summary>No decomposition is longer.</summary>
    public const int MaxLength = 4;

    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = 11172;
    private const int VowelCount = 21;
    private const int TrailCount = 28;

    private static readonly FrozenDictionary<int, int[]> Table = ReadTable();

    /// <summary>Writes what the code point decomposes into (itself, if it does not) and returns how many code points that is.</summary>
    public static int Write(int codePoint, Span<int> destination)
    {
        if (codePoint >= 0xC0)
        {
            var syllable = codePoint - FirstSyllable;
            if (syllable is >= 0 and < SyllableCount)
            {
                return WriteHangul(syllable, destination);
            }

            if (Table.TryGetValue(codePoint, out var parts))
            {
                parts.CopyTo(destination);
                return parts.Length;
            }
        }

        destination[0] = codePoint;
        return 1;
    }

    /// <summary>Leading consonant, vowel and perhaps trailing consonant (The Unicode Standard, section 3.12).</summary>
    private static int WriteHangul(int syllable, Span<int> destination)
    {
        destination[0] = 0x1100 + (syllable / (VowelCount * TrailCount));
        destination[1] = 0x1161 + (syllable / TrailCount % VowelCount);
        var trail = syllable % TrailCount;
        if (trail == 0)
        {
            return 2;
        }

        destination[2] = 0x11A7 + trail;
        return 3;
    }

    private static FrozenDictionary<int, int[]> ReadTable()
    {
        using var stream = typeof(CanonicalDecomposition).Assembly.GetManifestResourceStream("canonical-decompositions.txt")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, int[]>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var codePoints = Array.ConvertAll(line.Split(' '), part => int.Parse(part, NumberStyles.HexNumber));
                table.Add(codePoints[0], codePoints[1..]);
            }
        }

        return table.ToFrozenDictionary();
    }
}
