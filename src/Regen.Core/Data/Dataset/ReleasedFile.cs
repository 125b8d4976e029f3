using System.Text.Encodings.Web;
using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Data.Dataset;

/// <summary>
/// A dataset as JSON Lines in the shape of the released REGEN files, one user a line. Names that are not public are ours
/// (docs/dataset.md); <see cref="ReleasedReader"/> gives the same records back.
/// </summary>
public static class ReleasedFile
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file whole or not at all; equal conversations give equal bytes.</summary>
    /// <returns>Users written.</returns>
    public static long Write(string file, IEnumerable<Conversation> conversations, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(conversations);
        long users = 0;
        WholeFile.Write(file, stream =>
        {
            var buffered = new BufferedStream(stream, 1 << 16); // not disposed of: the file stays open for whoever opened it
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

/// <summary>Names in released files: the public ones of the narratives, those that others are likely to use, and our own.</summary>
internal static class ReleasedNames
{
    public const string LevelSeparator = " - ";
    public const string UserNumber = "user_number";
    public const string ItemNumber = "number";
    public const string Levels = "category_levels";
    public const string SharedLevels = "shared_levels";
    public const string Options = "critique_options";
    public const string Drawn = "critique_drawn";
    public const string Problem = "critique_problem";

    public static readonly string[] Critique = ["critique", "user_critique", "critiques", "steering"];

    private static readonly Dictionary<NarrativeKind, string[]> Narratives = new()
    {
        [NarrativeKind.ProductEndorsement] = ["product_endorsement", "endorsement"],
        [NarrativeKind.PurchaseReason] = ["purchase_reason", "reason"],
        [NarrativeKind.PurchaseReasonExplanation] = ["purchase_reason_explanation", "explanation", "reason_explanation", "purchase_reason_details"],
        [NarrativeKind.BriefSummary] = ["summary", "short_summary", "brief_summary"],
        [NarrativeKind.DetailedSummary] = ["long_summary", "detailed_summary"],
        [NarrativeKind.Profile] = ["profile"],
    };

    /// <summary>Stands in "user", not in "last_purchase".</summary>
    public static bool IsOfUser(NarrativeKind kind) => kind is NarrativeKind.BriefSummary or NarrativeKind.DetailedSummary or NarrativeKind.Profile;

    public static string Of(NarrativeKind kind) => Narratives[kind][0];

    public static IReadOnlyList<string> AllOf(NarrativeKind kind) => Narratives[kind];
}
