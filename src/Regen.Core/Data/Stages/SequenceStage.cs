using System.Text;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>Reads P5's sequences (user item item ...) and their times into the files that reviews would give.</summary>
internal sealed class SequenceStage(StageContext context)
{
    private const string TimeColumns = "\"row\" bigint, user_key varchar, item_key varchar, time bigint";
    private const long Day = 86_400_000;

    // Published files lack a few times (p5-beauty: 287 of 198,502); a file of another corpus lacks most.
    private const double MissingShare = 0.05;

    private long lines;

    public ReadReport Run(string folder)
    {
        using var engine = context.OpenEngine(threads: 1);
        var events = ReadSequences(context, engine, folder, "events", context.Sources.Sequences!);
        using (var profiles = new PartWriter(engine, folder, "profiles", ReviewStage.ProfileColumns))
        {
            profiles.Finish(context.Stop);
        }

        ReadTimes(engine, folder);
        var untimed = AddTimes(engine, folder, events.Rows);
        return new ReadReport { Records = events.Lines, Rows = events.Rows, Malformed = 0, FirstMalformed = [], WithoutTime = untimed };
    }

    /// <summary>Reads a sequence file into parts of (row, user_key, position, item_key).</summary>
    public static (long Lines, long Rows) ReadSequences(StageContext context, DuckDBConnection engine, string folder, string name, string path)
    {
        using var reader = new RecordReader(path, linesOnly: true);
        using var parts = new PartWriter(engine, folder, name, "\"row\" bigint, user_key varchar, position integer, item_key varchar");
        long lines = 0;
        while (reader.Next(out var record))
        {
            context.Stop.ThrowIfCancellationRequested();
            lines++;
            WriteLine(parts, Encoding.UTF8.GetString(record.Span).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries), $"{path}, line {reader.Line:N0}", context.Stop);
            if (lines % 50_000 == 0)
            {
                context.Report("reading sequences", lines, "users", $"{reader.Share} of {Path.GetFileName(path)}");
            }
        }

        if (parts.Rows == 0)
        {
            throw new RegenException("the file holds no sequence", path, "each line is a user followed by items, separated by spaces");
        }

        parts.Finish(context.Stop);
        return (lines, parts.Rows);
    }

    private static void WriteLine(PartWriter parts, string[] words, string where, CancellationToken stop)
    {
        if (words.Length < 2)
        {
            throw new RegenException("a line of the sequence file names no item", where, "each line is a user followed by items, separated by spaces");
        }

        for (var position = 1; position < words.Length; position++)
        {
            parts.CreateRow(64).AppendValue(parts.Rows).AppendValue(words[0]).AppendValue(position - 1).AppendValue(words[position]);
            parts.EndRow(stop);
        }
    }

    private void ReadTimes(DuckDBConnection engine, string folder)
    {
        using var parts = new PartWriter(engine, folder, "times", TimeColumns);
        if (context.Sources.Timestamps is { } path)
        {
            using var reader = new RecordReader(path, linesOnly: true);
            while (reader.Next(out var record))
            {
                context.Stop.ThrowIfCancellationRequested();
                var words = Encoding.UTF8.GetString(record.Span).Split('\t');
                var isTime = words.Length >= 3 && long.TryParse(words[2], out _);
                if (!isTime && lines++ > 0)
                {
                    throw new RegenException("a line is not user, item and Unix time", $"{path}, line {reader.Line:N0}: {MalformedLines.Quote(record.Span)}", "separate the three by tabs");
                }

                if (isTime)
                {
                    lines++;
                    parts.CreateRow(64).AppendValue(parts.Rows).AppendValue(words[0]).AppendValue(words[1]).AppendValue(Milliseconds(words[2]));
                    parts.EndRow(context.Stop);
                }
            }
        }

        parts.Finish(context.Stop);
    }

    // The n-th time that a user meets an item in one file is the n-th in the other. An interaction without a time takes the
    // one before it (the first: the one after it) and is marked; without a file of times, positions are days.
    private long AddTimes(DuckDBConnection engine, string folder, long events)
    {
        var occurrence = "row_number() over (partition by user_key, item_key order by \"row\") as occurrence";
        engine.Execute(
            $"""
            create table timed as select e."row", e.user_key, e.item_key, e.position, t.time from (select *, {occurrence} from {PartWriter.Scan(folder, "events")}) e
            left join (select *, {occurrence} from {PartWriter.Scan(folder, "times")}) t using (user_key, item_key, occurrence)
            """,
            context.Stop);
        var missing = context.Sources.Timestamps is null ? 0 : engine.Count("select count(*) from timed where time is null", context.Stop);
        RequireMostTimes(engine, missing, events);
        var time = context.Sources.Timestamps is null
            ? $"position * {Day}"
            : """
                coalesce(last_value(time ignore nulls) over (partition by user_key order by "row" rows between unbounded preceding and current row),
                    first_value(time ignore nulls) over (partition by user_key order by "row" rows between current row and unbounded following), 0)
              """;
        Write(engine, folder, $"select user_key, item_key, cast({time} as bigint), time is not null from timed order by \"row\"");
        engine.Execute("drop table timed", context.Stop);
        return missing;
    }

    private void Write(DuckDBConnection engine, string folder, string query)
    {
        using var side = context.OpenEngine(threads: 1);
        using var events = new EventWriter(side, folder);
        using var command = engine.CreateCommand(query);
        using var reader = command.ExecuteReader(context.Stop);
        var rows = new EventRows();
        while (reader.NextChunk())
        {
            rows.Clear();
            ReadOnlySpan<long> times = reader.Column<long>(2);
            var isTimed = reader.Column<bool>(3);
            for (var at = 0; at < reader.ChunkSize; at++)
            {
                rows.Add(new EventRow { User = rows.Keep(reader.Utf8(0, at)), Item = rows.Keep(reader.Utf8(1, at)), Time = times[at], IsTimed = isTimed[at] });
            }

            events.Add(rows, context.Stop);
        }

        events.Finish(context.Stop);
    }

    private void RequireMostTimes(DuckDBConnection engine, long missing, long events)
    {
        if (missing <= MissingShare * events)
        {
            return;
        }

        using var command = engine.CreateCommand("select user_key, item_key from timed where time is null order by \"row\" limit 1");
        using var reader = command.ExecuteReader(context.Stop);
        reader.Read();
        throw new RegenException(
            $"{missing:N0} of {events:N0} interactions have no time, the first of user {reader.GetString(0)} with item {reader.GetString(1)}",
            context.Sources.Timestamps!,
            "this is the file of another corpus: give the right one, or leave it out");
    }

    private static long Milliseconds(string seconds) => long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) * 1000;
}
