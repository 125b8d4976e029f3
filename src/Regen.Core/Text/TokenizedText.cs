namespace Regen.Core.Text;

/// <summary>A stretch of a text in code points, the end exclusive.</summary>
public readonly record struct TextSpan(int Start, int End);

/// <summary>A text as ids, [CLS] and [SEP] included.</summary>
/// <param name="Ids">Piece ids.</param>
/// <param name="Offsets">Which code points of the text each piece came from; (0, 0) for [CLS] and [SEP].</param>
public sealed record TokenizedText(int[] Ids, TextSpan[] Offsets);
