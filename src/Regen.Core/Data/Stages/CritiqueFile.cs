using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>
/// Reads written critiques: each names a user and a position (counted from 0 in the prepared sequence, the place of the wanted item)
/// or a pair of items, and holds one text or several options; with both, the text is the option that was drawn.
/// </summary>
internal static class CritiqueFile
{
    public const string Columns = "\"row\" bigint, user_key varchar, position integer, from_key varchar, to_key varchar, options varchar, drawn varchar";

    private static readonly string[] User = ["user", "user_id", "reviewerID", "reviewer_id"];
    private static readonly string[] From = ["from", "from_asin", "from_item"];
    private static readonly string[] To = ["to", "to_asin", "to_item"];
    private static readonly string[] Several = ["critiques", "options"];
    private static readonly string[] One = ["critique", "text"];
    private static readonly string[] Texts = [.. Several, .. One];

    public static void Read(StageContext context, DuckDBConnection engine, string path, string folder)
    {
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            ReadParquet(context, engine, path, folder);
            return;
        }

        using var parts = new PartWriter(engine, folder, "written", Columns);
        using var reader = new RecordReader(path);
        var parser = new RecordParser();
        var scratch = new ArrayBufferWriter<byte>();
        while (reader.Next(out var record))
        {
            context.Stop.ThrowIfCancellationRequested();
            using var document = parser.Parse(record, out var problem)
                ?? throw Unusable(path, reader.Line, problem, record.Span);
            Write(parts, document.RootElement, scratch, lacking => Unusable(path, reader.Line, lacking, reader.Line == 0 ? [] : Encoding.UTF8.GetBytes(document.RootElement.GetRawText())), context.Stop);
        }

        parts.Finish(context.Stop);
    }

    private static void Write(PartWriter parts, JsonElement critique, ArrayBufferWriter<byte> scratch, Func<string, Exception> problem, CancellationToken stop)
    {
        var options = Options(critique, scratch);
        if (options.Length == 0)
        {
            throw problem("it holds no text under " + string.Join(", ", Texts));
        }

        var user = Text(critique, User, scratch);
        var position = user is null ? null : Position(critique);
        var (from, to) = (Text(critique, From, scratch), Text(critique, To, scratch));
        if ((user is null || position is null) && (from is null || to is null))
        {
            throw problem("it names neither user and position nor from and to");
        }

        var appender = parts.CreateRow(100).AppendValue(parts.Rows).AppendValue(user);
        _ = position is { } place ? appender.AppendValue(place) : appender.AppendNull();
        appender.AppendValue(from).AppendValue(to).AppendValue(JsonSerializer.Serialize(options)).AppendValue(Text(critique, One, scratch)?.Trim());
        parts.EndRow(stop);
    }

    private static string[] Options(JsonElement critique, ArrayBufferWriter<byte> scratch)
    {
        foreach (var name in Texts)
        {
            if (critique.TryGetProperty(name, out var value))
            {
                var options = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1);
                return [.. options.Select(option => JsonText.Text(option, scratch).Trim()).Where(option => option.Length > 0)];
            }
        }

        return [];
    }

    private static string? Text(JsonElement critique, string[] names, ArrayBufferWriter<byte> scratch)
    {
        foreach (var name in names)
        {
            if (critique.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                return JsonText.Text(value, scratch);
            }
        }

        return null;
    }

    private static int? Position(JsonElement critique) =>
        critique.TryGetProperty("position", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var position) ? position : null;

    private static void ReadParquet(StageContext context, DuckDBConnection engine, string path, string folder)
    {
        if (!File.Exists(path))
        {
            throw new RegenException("the critiques file is missing", path, "check the path");
        }

        var source = $"read_parquet({DuckDBConnection.Quote(path)})";
        string[] names;
        using (var command = engine.CreateCommand($"select * from {source} limit 0"))
        using (var reader = command.ExecuteReader(context.Stop))
        {
            names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        }

        string Column(string[] aliases, string type) => aliases.FirstOrDefault(names.Contains) is { } name ? $"cast(\"{name}\" as {type})" : $"cast(null as {type})";
        var drawn = One.FirstOrDefault(names.Contains);
        var text = Texts.FirstOrDefault(names.Contains) ?? throw new RegenException(
            "the critiques have no column of texts", $"{path}: {string.Join(", ", names)}", "name it one of " + string.Join(", ", Texts));
        ParquetFile.CopyTo(
            engine,
            $"""
            select row_number() over () - 1 as "row", {Column(User, "varchar")} as user_key, {Column(["position"], "integer")} as position, {Column(From, "varchar")} as from_key,
            {Column(To, "varchar")} as to_key, cast(case when typeof("{text}") like '%[]' then to_json("{text}") else to_json(["{text}"]) end as varchar) as options,
            {(drawn is null || drawn == text ? "cast(null as varchar)" : $"cast(\"{drawn}\" as varchar)")} as drawn from {source}
            where "{drawn ?? text}" is not null
            """,
            Path.Combine(folder, "written-00000.parquet"),
            context.Stop);
    }

    private static RegenException Unusable(string path, long line, string problem, ReadOnlySpan<byte> record) => new(
        $"a critique is unusable: {problem}", string.Create(CultureInfo.InvariantCulture, $"{path}, line {line:N0}: {MalformedLines.Quote(record)}"), "each line is {\"user\": ..., \"position\": n, \"critique\": text} or {\"from\": item, \"to\": item, \"critiques\": [texts]}");
}
