using System.Globalization;
using System.Text.Json;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;

namespace Regen.Core.Data.Dataset;

/// <summary>One record of a released file, and where it stands.</summary>
/// <param name="Root">Good until the next record is read.</param>
/// <param name="Path">The file.</param>
/// <param name="Place">"record at line 7".</param>
internal readonly record struct ReleasedRecord(JsonElement Root, string Path, string Place)
{
    /// <param name="file">JSON Lines or one JSON array, gzipped or not, or Parquet.</param>
    /// <exception cref="RegenException">A record is not JSON.</exception>
    public static IEnumerable<ReleasedRecord> ReadAll(string file, CancellationToken stop) => ReleasedParquet.Is(file) ? ReadRows(file, stop) : ReadLines(file, stop);

    public RegenException Unusable(string problem) => new(
        $"a record is unusable: {problem}", $"{Path}, {Place}", "give a file in the shape of the released REGEN data; docs/dataset.md describes it");

    private static IEnumerable<ReleasedRecord> ReadLines(string file, CancellationToken stop)
    {
        using var reader = new RecordReader(file);
        var parser = new RecordParser();
        while (reader.Next(out var record))
        {
            stop.ThrowIfCancellationRequested();
            var place = string.Create(CultureInfo.InvariantCulture, $"record at line {reader.Line:N0}");
            using var document = parser.Parse(record, out var problem) ?? throw new ReleasedRecord(default, reader.Path, place).Unusable(problem);
            yield return new ReleasedRecord(document.RootElement, reader.Path, place);
        }
    }

    private static IEnumerable<ReleasedRecord> ReadRows(string file, CancellationToken stop)
    {
        long row = 0;
        foreach (var text in ReleasedParquet.Rows(file, stop))
        {
            using var document = JsonDocument.Parse(text);
            yield return new ReleasedRecord(document.RootElement, file, string.Create(CultureInfo.InvariantCulture, $"row {++row:N0}"));
        }
    }
}
