using System.Buffers.Binary;
using System.Security.Cryptography;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;

namespace Regen.Core.Data.Stages;

/// <summary>Reads reviews (any mapped JSON shape) into Parquet parts, one row an interaction, in file order.</summary>
internal sealed class ReviewStage(StageContext context)
{
    /// <summary>Columns of the interactions; time is in milliseconds, "critique" a JSON list of options.</summary>
    public const string Columns =
        "\"row\" bigint, user_key varchar, item_key varchar, time bigint, is_timed boolean, text_hash bigint, rating double, summary varchar, text varchar, critique varchar, extra varchar";

    /// <summary>Columns of what a record of several events says of its user.</summary>
    public const string ProfileColumns = "user_key varchar, \"row\" bigint, extra varchar";

    private const int ReportEvery = 50_000;

    private readonly FieldValues values = new(context.Mapping);
    private readonly MalformedLines malformed = new();
    private readonly byte[] hash = new byte[32];
    private long records;

    public ReadReport Run(string folder)
    {
        using var engine = context.OpenEngine(threads: 1);
        using var reviews = new PartWriter(engine, folder, "reviews", Columns);
        using var profiles = new PartWriter(engine, folder, "profiles", ProfileColumns);
        using var described = new ItemRows(new PartWriter(engine, folder, "items", ItemRows.Columns), context.Mapping);
        using var extractor = new EventExtractor(context.Mapping);
        foreach (var path in context.Sources.Reviews)
        {
            ReadFile(path, extractor, new Writers(reviews, profiles, described));
        }

        if (reviews.Rows == 0)
        {
            throw new RegenException(
                $"none of {records:N0} records is an interaction with user, item and time", FirstProblem(), "check that these are reviews, and that the mapping fits them ('regen data inspect FILE')");
        }

        reviews.Finish(context.Stop);
        profiles.Finish(context.Stop);
        described.Finish(context.Stop);
        return new ReadReport { Records = records, Rows = reviews.Rows, Malformed = malformed.Count, FirstMalformed = malformed.First };
    }

    private void ReadFile(string path, EventExtractor extractor, Writers writers)
    {
        using var reader = new RecordReader(path);
        var parser = new RecordParser();
        while (reader.Next(out var record))
        {
            if (records++ % ReportEvery == 0)
            {
                context.Stop.ThrowIfCancellationRequested();
                context.Report("reading reviews", records - 1, "records", $"{reader.Share} of {Path.GetFileName(path)}");
            }

            using var document = parser.Parse(record, out var problem);
            if (document is null)
            {
                malformed.Add(path, reader.Line, problem, record.Span);
                continue;
            }

            foreach (var (_, lacking) in extractor.Extract(document.RootElement))
            {
                var time = lacking is null && extractor.Fields.Has(Field.Time) ? values.Time(extractor.Fields[Field.Time]) : null;
                var wrong = lacking ?? (time is null && context.Mapping.Reviews.Time.Length > 0 ? "the time cannot be read" : null);
                if (wrong is null)
                {
                    WriteEvent(extractor, time ?? writers.Reviews.Rows, writers, record.Length);
                }
                else
                {
                    malformed.Add(path, reader.Line, wrong, record.Span);
                }
            }

            if (extractor.IsNested)
            {
                WriteProfile(extractor, writers.Profiles);
            }
        }

        context.Report("reading reviews", records, "records", $"100 % of {Path.GetFileName(path)}");
    }

    private void WriteEvent(EventExtractor extractor, long time, Writers writers, int size)
    {
        var fields = extractor.Fields;
        var row = writers.Reviews.Rows;
        var appender = writers.Reviews.CreateRow(size).AppendValue(row);
        appender.AppendUtf8(values.Text(fields[Field.User])).AppendUtf8(values.Text(fields[Field.Item])).AppendValue(time)
            .AppendValue(fields.Has(Field.Time)).AppendValue(TextHash(fields));
        appender.AppendValue(fields.Has(Field.Rating) ? values.Rating(fields[Field.Rating]) : null);
        ItemRows.Put(appender, fields.Has(Field.Summary) ? values.Text(fields[Field.Summary]) : []);
        ItemRows.Put(appender, fields.Has(Field.Text) ? values.Text(fields[Field.Text]) : []);
        appender.AppendValue(fields.Has(Field.Critique) ? values.Options(fields[Field.Critique]) : null);
        ItemRows.Put(appender, extractor.EventExtra.Close());
        writers.Reviews.EndRow(context.Stop);
        if (context.Mapping.Items.InReviews)
        {
            writers.Described.AddOnce(fields, [], context.Stop);
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

    // Tells equal texts from different ones; only ever compared within one user, item and time.
    private long TextHash(FoundFields fields)
    {
        long combined = 0;
        foreach (var field in (ReadOnlySpan<Field>)[Field.Summary, Field.Text])
        {
            var text = fields.Has(field) ? values.Text(fields[field]) : [];
            if (!text.IsEmpty)
            {
                _ = SHA256.HashData(text, hash);
                combined = unchecked((combined * 31) + BinaryPrimitives.ReadInt64LittleEndian(hash));
            }
        }

        return combined;
    }

    private string FirstProblem() => malformed.First.Count == 0
        ? string.Join(", ", context.Sources.Reviews)
        : $"{context.Sources.Reviews[0]}, line {malformed.First[0].Line:N0}: {malformed.First[0].Problem}: {malformed.First[0].Quote}";

    private readonly record struct Writers(PartWriter Reviews, PartWriter Profiles, ItemRows Described);
}
