using System.Text.Json;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>Reads reviews (any mapped JSON shape) into the partitions of their users, in file order.</summary>
internal sealed class ReviewStage(StageContext context)
{
    /// <summary>Raised with every change to the files, so that none of another version is taken for finished.</summary>
    public const int Version = 3;

    /// <summary>Columns of what a record of several events says of its user.</summary>
    public const string ProfileColumns = "user_key varchar, \"row\" bigint, extra varchar";

    private const int ReportEvery = 50_000;

    private readonly FieldValues values = new(context.Mapping);
    private readonly MalformedLines malformed = new();
    private long records;

    public ReadReport Run(string folder)
    {
        using var side = context.OpenEngine(threads: 1);
        using var profiles = new PartWriter(side, folder, "profiles", ProfileColumns);
        using var described = new ItemRows(side, folder, context.Mapping);
        using var events = new EventWriter(side, folder);
        foreach (var rows in Read(profiles, described))
        {
            events.Add(rows, context.Stop);
        }

        if (events.Rows == 0)
        {
            throw new RegenException(
                $"none of {records:N0} records is an interaction with user, item and time", FirstProblem(), "check that these are reviews, and that the mapping fits them ('regen data inspect FILE')");
        }

        events.Finish(context.Stop);
        profiles.Finish(context.Stop);
        described.Finish(context.Stop);
        return new ReadReport { Records = records, Rows = events.Rows, Malformed = malformed.Count, FirstMalformed = malformed.First };
    }

    private IEnumerable<EventRows> Read(PartWriter profiles, ItemRows described)
    {
        foreach (var path in context.Sources.Reviews)
        {
            using var reader = new RecordReader(path);
            var isGeneral = context.Mapping.Reviews.Events.Length > 0 || context.Mapping.Items.InReviews || reader.IsArray;
            foreach (var rows in isGeneral ? ReadRecords(reader, profiles, described) : ReadLines(reader))
            {
                yield return rows;
            }

            context.Report("reading reviews", records, "records", $"100 % of {Path.GetFileName(path)}");
        }
    }

    private IEnumerable<EventRows> ReadLines(RecordReader reader)
    {
        using var lines = new ParallelLines(context.Mapping, reader, context.Stop);
        foreach (var rows in lines.Blocks())
        {
            context.Stop.ThrowIfCancellationRequested();
            context.Report("reading reviews", records, "records", $"{reader.Share} of {Path.GetFileName(reader.Path)}");
            records += rows.Records;
            malformed.Add(rows.Malformed);
            yield return rows;
        }
    }

    private IEnumerable<EventRows> ReadRecords(RecordReader reader, PartWriter profiles, ItemRows described)
    {
        using var extractor = new EventExtractor(context.Mapping);
        var (parser, maker, rows) = (new RecordParser(), new EventMaker(context.Mapping), new EventRows());
        while (reader.Next(out var record))
        {
            CountRecord(reader);
            using var document = parser.Parse(record, out var problem);
            if (document is null)
            {
                malformed.Add(reader.Path, reader.Line, problem, record.Span);
                continue;
            }

            AddEvents(new General(extractor, maker, rows, described), document.RootElement, reader, record);
            if (extractor.IsNested)
            {
                WriteProfile(extractor, profiles);
            }

            if (rows.Rows.Length >= RowChunk.Capacity)
            {
                yield return rows;
                rows.Clear();
            }
        }

        yield return rows;
    }

    private void CountRecord(RecordReader reader)
    {
        if (records++ % ReportEvery == 0)
        {
            context.Stop.ThrowIfCancellationRequested();
            context.Report("reading reviews", records - 1, "records", $"{reader.Share} of {Path.GetFileName(reader.Path)}");
        }
    }

    private void AddEvents(General general, JsonElement root, RecordReader reader, ReadOnlyMemory<byte> record)
    {
        var (extractor, maker, rows, described) = general;
        foreach (var (_, lacking) in extractor.Extract(root))
        {
            if ((lacking ?? maker.Add(extractor.Fields, extractor.EventExtra.Close(), rows)) is { } wrong)
            {
                malformed.Add(reader.Path, reader.Line, wrong, record.Span);
            }
            else if (context.Mapping.Items.InReviews)
            {
                described.AddOnce(extractor.Fields, [], context.Stop);
            }
        }
    }

    private void WriteProfile(EventExtractor extractor, PartWriter profiles)
    {
        var extra = extractor.RecordExtra.Close();
        if (extra.IsEmpty || !extractor.Fields.Has(Field.User))
        {
            return;
        }

        var appender = profiles.CreateRow(extra.Length);
        appender.AppendUtf8(values.Text(extractor.Fields[Field.User])).AppendValue(records).AppendUtf8(extra);
        profiles.EndRow(context.Stop);
    }

    private string FirstProblem() => malformed.First.Count == 0
        ? string.Join(", ", context.Sources.Reviews)
        : $"{context.Sources.Reviews[0]}, line {malformed.First[0].Line:N0}: {malformed.First[0].Problem}: {malformed.First[0].Quote}";

    private sealed record General(EventExtractor Extractor, EventMaker Maker, EventRows Rows, ItemRows Described);
}
