using System.Text.Unicode;
using Regen.Core.Data.Sources;

namespace Regen.Core.Data.Stages;

/// <summary>Lines of records that are one event each, to rows: the work of one parsing thread.</summary>
internal sealed class EventParser(Mapping mapping) : IDisposable
{
    private readonly FlatRecord? flat = FlatRecord.Of(mapping);
    private readonly EventExtractor extractor = new(mapping);
    private readonly RecordParser parser = new();
    private readonly EventMaker maker = new(mapping);

    /// <summary>Replaces the content of <paramref name="rows"/> by what the lines hold.</summary>
    public void Parse(LineBlock block, string path, EventRows rows)
    {
        rows.Clear();
        var isValid = Utf8.IsValid(block.Bytes.AsSpan(0, block.Length));
        var line = block.FirstLine;
        for (var start = 0; start < block.Length; line++)
        {
            var length = block.Bytes.AsSpan(start, block.Length - start).IndexOf((byte)'\n');
            var next = length < 0 ? block.Length : start + length + 1;
            length = length < 0 ? block.Length - start : length;
            length -= length > 0 && block.Bytes[start + length - 1] == '\r' ? 1 : 0;
            var record = block.Bytes.AsMemory(start, length);
            if (!RecordReader.IsBlank(record.Span))
            {
                rows.Records++;
                if (!isValid || flat is null || !maker.TryAdd(flat, record.Span, rows))
                {
                    AddOther(record, path, line, rows);
                }
            }

            start = next;
        }
    }

    public void Dispose() => extractor.Dispose();

    private void AddOther(ReadOnlyMemory<byte> record, string path, long line, EventRows rows)
    {
        using var document = parser.Parse(record, out var problem);
        if (document is null)
        {
            rows.Malformed.Add(path, line, problem, record.Span);
            return;
        }

        foreach (var (_, lacking) in extractor.Extract(document.RootElement))
        {
            if ((lacking ?? maker.Add(extractor.Fields, extractor.EventExtra.Close(), rows)) is { } wrong)
            {
                rows.Malformed.Add(path, line, wrong, record.Span);
            }
        }
    }
}
