namespace Regen.Cli;

/// <summary>Columns of text that line up, for terminals and pipes alike.</summary>
internal static class TextTable
{
    /// <param name="head">Column titles; one that begins with '>' is aligned to the right.</param>
    /// <param name="rows">As many cells each as there are titles.</param>
    public static IEnumerable<string> Format(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        string[] titles = [.. head.Select(static title => title.TrimStart('>'))];
        int[] widths = [.. titles.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
        yield return Line(titles);
        foreach (var row in rows)
        {
            yield return Line(row);
        }

        string Line(IReadOnlyList<string> cells) => string.Join(
            "  ",
            cells.Select((cell, column) => head[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
    }

    public static void Print(IReadOnlyList<string> head, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        foreach (var line in Format(head, rows))
        {
            Console.WriteLine(line);
        }
    }
}
