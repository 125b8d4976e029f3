using System.Globalization;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Tests.Generation;

/// <summary>Small histories whose every field holds a word of its own, and the settings that most tests share.</summary>
internal static class Shoppers
{
    public static HistoryTextConfig Uncut { get; } = new() { Budget = 1_000_000, Unit = "characters", ShortReview = 20, Description = 10_000 };

    public static CritiqueWritingConfig Critiques { get; } = new() { Prompt = "critique.v1", MinSharedLevels = 4, Options = 5, MostWords = 25, History = false, Seed = 1 };

    public static NarrativeWritingConfig Narratives { get; } = new()
    {
        Request = "group",
        Positions = "last",
        Critiques = true,
        Prompts = new NarrativePrompts { Reasons = "narratives-reasons.v1", Summaries = "narratives-summaries.v1", Endorsement = "narratives-endorsement.v1", All = "narratives-all.v1" },
        MostWords = new NarrativeLengths { ProductEndorsement = 180, PurchaseReason = 45, PurchaseReasonExplanation = 150, BriefSummary = 70, DetailedSummary = 220, Profile = 15 },
    };

    /// <summary>A history in which field F of position p reads "xFpx", so that a request shows what it knows.</summary>
    public static PurchaseHistory Canaries(int length, int user = 0) => new()
    {
        User = user,
        Key = "A" + user.ToString(CultureInfo.InvariantCulture),
        Purchases = [.. Enumerable.Range(0, length).Select(position => Canary(position))],
    };

    /// <summary>A drawn critique for every position but the first, "xsaidpx".</summary>
    public static IReadOnlyList<Critique> CanaryCritiques(int length) =>
        [.. Enumerable.Range(1, length - 1).Select(position => new Critique { Position = position, Options = [Word("said", position), "other"], Drawn = 0 })];

    public static string Word(string field, int position) => string.Create(CultureInfo.InvariantCulture, $"x{field}{position}x");

    public static string[] ItemWords(int position) => [.. new[] { "title", "brand", "category", "description" }.Select(field => Word(field, position)), Price(position)];

    public static string[] ReviewWords(int position) => [.. new[] { "summary", "text" }.Select(field => Word(field, position)), Rating(position)];

    public static Purchase Of(Item item, Review review, long day = 0, int levels = 4) => new() { ItemNumber = 0, Item = item, Review = review, Time = day * 86400, SharedLevels = levels };

    private static Purchase Canary(int position) => new()
    {
        ItemNumber = position,
        Item = new Item
        {
            Asin = Word("asin", position),
            Title = Word("title", position),
            Brand = Word("brand", position),
            Categories = ["Root", "A", "B", "C", Word("category", position)],
            Description = Word("description", position),
            Price = 1000 + position + 0.25,
        },
        Time = 86400L * position * (position + 1),
        Review = new Review { Rating = 1.5 + (position / 100.0), Summary = Word("summary", position), Text = Word("text", position) },
        SharedLevels = position == 0 ? 0 : 4,
    };

    private static string Price(int position) => string.Create(CultureInfo.InvariantCulture, $"Price: {1000 + position}.25");

    private static string Rating(int position) => string.Create(CultureInfo.InvariantCulture, $"Rating: {1.5 + (position / 100.0):0.##} of 5");
}
