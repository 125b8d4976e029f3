using Regen.Core.Data.Sources;
using Regen.Core.Domain;

namespace Regen.Core.Data.Stages;

/// <summary>
/// Reads item metadata into Parquet parts. Unusable lines are counted, like those of reviews, but a file with more than a few
/// stops the work: each takes an item's title, and with it every purchase of that item.
/// </summary>
internal sealed class MetadataStage(StageContext context)
{
    private const int ReportEvery = 20_000;
    private const double UnusableShare = 0.05;

    private readonly MalformedLines malformed = new();
    private long records;

    public ReadReport Run(string folder)
    {
        using var engine = context.OpenEngine(threads: 1);
        using var items = new ItemRows(engine, folder, context.Mapping);
        foreach (var path in context.Sources.Metadata)
        {
            ReadFile(path, items);
        }

        items.Finish(context.Stop);
        return new ReadReport { Records = records, Rows = items.Rows, Malformed = malformed.Count, FirstMalformed = malformed.First };
    }

    private void ReadFile(string path, ItemRows items)
    {
        using var reader = new RecordReader(path);
        using var extra = new ExtraKeys();
        var parser = new RecordParser();
        var tree = FieldTree.Of(EventExtractor.ItemPaths(context.Mapping.Items), []);
        var fields = new FoundFields();
        while (reader.Next(out var record))
        {
            if (records++ % ReportEvery == 0)
            {
                context.Stop.ThrowIfCancellationRequested();
                context.Report("reading metadata", records - 1, "items", $"{reader.Share} of {Path.GetFileName(path)}");
            }

            using var document = parser.Parse(record, out var problem);
            if (document is null)
            {
                malformed.Add(path, reader.Line, problem, record.Span);
                continue;
            }

            fields.Clear();
            extra.Clear();
            tree.Walk(document.RootElement, fields, [], extra);
            if (!items.Add(fields, extra.Close(), record.Length, context.Stop))
            {
                malformed.Add(path, reader.Line, "no item key", record.Span);
            }
        }

        RequireUsable(path, items);
    }

    private void RequireUsable(string path, ItemRows items)
    {
        if (malformed.Count > UnusableShare * records)
        {
            var first = malformed.First[0];
            throw new RegenException(
                $"{malformed.Count:N0} of {records:N0} metadata lines are unusable; the first is {first.Problem}",
                $"{Path.Combine(Path.GetDirectoryName(path)!, first.File)}, line {first.Line:N0}: {first.Quote}",
                "correct or remove these lines, or give the right file with --metadata");
        }

        if (items.Rows == 0)
        {
            throw new RegenException("the metadata file holds no item", path, "check the file and the mapping ('regen data inspect FILE')");
        }
    }
}
