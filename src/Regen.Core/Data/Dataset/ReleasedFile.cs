using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Data.Dataset;

/// <summary>
/// A dataset in the shape of the released REGEN files, one user a line (or a row). Names that are not public are ours
/// (docs/dataset.md); <see cref="ReleasedReader"/> gives the same records back.
/// </summary>
public static class ReleasedFile
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file whole or not at all; equal conversations give equal bytes.</summary>
    /// <param name="file">JSON Lines; gzipped where it ends in .gz; one Parquet row for each line where it ends in .parquet.</param>
    /// <returns>Users written.</returns>
    public static long Write(string file, IEnumerable<Conversation> conversations, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(conversations);
        return ReleasedParquet.Is(file) ? ReleasedParquet.Write(file, lines => WriteLines(lines, conversations, stop), stop) : WriteLines(file, conversations, stop);
    }

    private static long WriteLines(string file, IEnumerable<Conversation> conversations, CancellationToken stop)
    {
        long users = 0;
        WholeFile.Write(file, stream =>
        {
            using var gzip = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            var buffered = new BufferedStream(gzip ?? stream, 1 << 16); // not disposed of: the file stays open for whoever opened it
            using var json = new Utf8JsonWriter(buffered, Options);
            foreach (var conversation in conversations)
            {
                stop.ThrowIfCancellationRequested();
                Write(json, conversation);
                json.Flush();
                json.Reset();
                buffered.WriteByte((byte)'\n');
                users++;
            }

            buffered.Flush();
        });
        return users;
    }

    private static void Write(Utf8JsonWriter json, Conversation conversation)
    {
        var history = conversation.History;
        var last = history.Purchases.Count - 1;
        json.WriteStartObject();
        json.WriteString("reviewer_id", history.Key);
        json.WriteNumber(ReleasedNames.UserNumber, history.User);
        json.WriteStartArray("purchase_history");
        for (var position = 0; position <= last; position++)
        {
            json.WriteStartObject();
            Write(json, history.Purchases[position]);
            WriteCritique(json, conversation, position);
            WriteNarratives(json, conversation.Narratives.Where(narrative => narrative.Position == position && position < last), _ => true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var latest = conversation.Narratives.Where(narrative => narrative.Position == last).ToArray();
        json.WriteStartObject("user");
        WriteNarratives(json, latest, ReleasedNames.IsOfUser);
        json.WriteEndObject();
        json.WriteStartObject("last_purchase");
        WriteNarratives(json, latest, kind => !ReleasedNames.IsOfUser(kind));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Purchase purchase)
    {
        var item = purchase.Item;
        json.WriteStartObject("item");
        json.WriteString("asin", item.Asin);
        WriteText(json, "title", item.Title);
        json.WriteString("category", string.Join(ReleasedNames.LevelSeparator, item.Categories));
        WriteNumber(json, "price", item.Price);
        WriteText(json, "brand", item.Brand);
        WriteText(json, "description", item.Description);
        if (item.Categories.Any(level => level.Contains(ReleasedNames.LevelSeparator, StringComparison.Ordinal) || level.Trim() != level || level.Length == 0))
        {
            json.WriteStartArray(ReleasedNames.Levels);
            foreach (var level in item.Categories)
            {
                json.WriteStringValue(level);
            }

            json.WriteEndArray();
        }

        json.WriteNumber(ReleasedNames.ItemNumber, purchase.ItemNumber);
        json.WriteEndObject();
        json.WriteStartObject("review");
        WriteText(json, "summary", purchase.Review.Summary);
        WriteNumber(json, "rating", purchase.Review.Rating);
        WriteText(json, "text", purchase.Review.Text);
        json.WriteNumber("unix_time", purchase.Time);
        json.WriteEndObject();
        json.WriteNumber(ReleasedNames.SharedLevels, purchase.SharedLevels);
    }

    private static void WriteCritique(Utf8JsonWriter json, Conversation conversation, int position)
    {
        if (position == 0)
        {
            return;
        }

        var critique = conversation.Critiques.FirstOrDefault(critique => critique.Position == position);
        json.WriteString("critique", critique?.Text ?? DatasetWriter.Sentinel);
        if (critique is null)
        {
            return;
        }

        json.WriteStartArray(ReleasedNames.Options);
        foreach (var option in critique.Options)
        {
            json.WriteStringValue(option);
        }

        json.WriteEndArray();
        if (critique.Drawn is { } drawn)
        {
            json.WriteNumber(ReleasedNames.Drawn, drawn);
        }

        WriteText(json, ReleasedNames.Problem, critique.Problem);
    }

    private static void WriteNarratives(Utf8JsonWriter json, IEnumerable<Narrative> narratives, Func<NarrativeKind, bool> isWanted)
    {
        foreach (var narrative in narratives.Where(narrative => isWanted(narrative.Kind)))
        {
            json.WriteString(ReleasedNames.Of(narrative.Kind), narrative.Text);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }
}
