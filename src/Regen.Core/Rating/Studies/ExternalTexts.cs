using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Regen.Core.Domain;

namespace Regen.Core.Rating.Studies;

/// <summary>
/// Purchase explanations that others had a language model write, judged beside the user and item that they were written for and beside
/// swapped ones: a test of the rater on texts that no script of ours made.
/// </summary>
/// <remarks>
/// Reads JSON Lines of XRec's shape (uid, iid, title, user_summary, item_summary, explanation). There are no histories in it, so a position is a line of the file: all that is
/// known of a user is the summary, which stands in the request as such; the item is its title with the item summary as description.
/// </remarks>
public static class ExternalTexts
{
    /// <param name="file">Plain or ending in .gz.</param>
    /// <param name="seed">Of the swaps.</param>
    /// <returns>Each explanation as written, beside another user (variant "history"), and beside another user and item ("history_and_item").</returns>
    /// <exception cref="RegenException">The file cannot be read, or a line is none of these.</exception>
    public static IEnumerable<RatingSubject> Read(string file, long seed)
    {
        var lines = ReadLines(file);
        for (var at = 0; at < lines.Count; at++)
        {
            var line = lines[at];
            yield return Subject(line, at, line, line);
            if (Other(lines, at, seed) is { } other)
            {
                yield return Subject(line, at, other, line) with { Variant = Negatives.History, Donor = $"{other.Uid}" };
                yield return Subject(line, at, other, other) with { Variant = Negatives.HistoryAndItem, Donor = $"{other.Uid}" };
            }
        }
    }

    private static RatingSubject Subject(Line text, int row, Line user, Line item) => new()
    {
        User = (int)text.Uid,
        Key = $"{text.Uid}",
        Position = row,
        Group = RatingGroup.Reasons,
        History = [],
        About = user.UserSummary,
        Target = new ShownPurchase(
            new Purchase
            {
                ItemNumber = 0,
                Item = new Item { Asin = $"{item.Iid}", Title = item.Title, Description = item.ItemSummary },
                Time = 0,
                Review = new Review(),
                SharedLevels = 0,
            },
            null),
        Outputs = [new RatedText(NarrativeKinds.NameOf(NarrativeKind.PurchaseReasonExplanation), text.Explanation)],
    };

    private static Line? Other(List<Line> lines, int at, long seed)
    {
        var start = SeededRandom.For(seed, "external", $"{at}").Next(lines.Count);
        return Enumerable.Range(0, lines.Count).Select(step => lines[(start + step) % lines.Count])
            .FirstOrDefault(line => line.Uid != lines[at].Uid && line.Iid != lines[at].Iid);
    }

    private static List<Line> ReadLines(string file)
    {
        var lines = new List<Line>();
        try
        {
            using var stream = File.OpenRead(file);
            using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
            while (reader.ReadLine() is { } text)
            {
                lines.Add(JsonSerializer.Deserialize<Line>(text) ?? throw new JsonException("the line says null"));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            throw new RegenException($"texts cannot be read: {error.Message}", $"{file}, line {lines.Count + 1}", "give a file of JSON Lines with uid, iid, title, user_summary, item_summary and explanation", error);
        }

        return lines;
    }

    private sealed record Line
    {
        [JsonPropertyName("uid")]
        public required long Uid { get; init; }

        [JsonPropertyName("iid")]
        public required long Iid { get; init; }

        [JsonPropertyName("title")]
        public required string Title { get; init; }

        [JsonPropertyName("user_summary")]
        public required string UserSummary { get; init; }

        [JsonPropertyName("item_summary")]
        public required string ItemSummary { get; init; }

        [JsonPropertyName("explanation")]
        public required string Explanation { get; init; }
    }
}
