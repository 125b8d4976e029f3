using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Rating;

namespace Regen.Core.Tests.Rating;

/// <summary>Made-up users, each with everything that can be rated.</summary>
internal static class SmallConversations
{
    private static readonly string[] Kinds = ["pen", "marker", "chair", "lamp", "binder"];
    private static readonly string[] Colours = ["red", "blue", "green", "black"];

    public static RatingTextConfig Limits { get; } = new() { Purchases = 10, Description = 200, Review = 200 };

    public static RatingQuestions Questions { get; } = new(Limits);

    public static IEnumerable<Conversation> Many(int count) => Enumerable.Range(0, count).Select(user => One(user));

    /// <param name="user">Decides everything.</param>
    /// <param name="review">Text of every review; null for a plain one.</param>
    public static Conversation One(int user, string? review = null)
    {
        var random = SeededRandom.For(7, "small", $"{user}");
        var length = 4 + random.Next(5);
        Purchase[] purchases = [.. Enumerable.Range(0, length).Select(at => Purchase(user, at, random, review))];
        return new Conversation
        {
            History = new PurchaseHistory { User = user, Key = $"U{user}", Purchases = purchases },
            Critiques = [.. Enumerable.Range(1, length - 1).Select(at => new Critique { Position = at, Options = [$"I want a {purchases[at].Item.Title}", "other"], Drawn = 0 })],
            Narratives = [.. Positions(length).SelectMany(at => Enum.GetValues<NarrativeKind>().Select(kind => new Narrative(at, kind, $"{kind} of U{user} at {at}: {purchases[at].Item.Title}")))],
        };
    }

    public static RatingSubject Subject(int user, RatingGroup group, string? review = null) =>
        new RatingSelection(true, 3).Of(One(user, review)).Single(subject => subject.Group == group);

    private static int[] Positions(int length) => [length - 2, length - 1];

    private static Purchase Purchase(int user, int at, SeededRandom random, string? review)
    {
        var number = random.Next(40);
        return new Purchase
        {
            ItemNumber = number,
            Item = new Item
            {
                Asin = $"A{number}",
                Title = $"{Colours[number % 4]} {Kinds[number % 5]} number {number}",
                Brand = $"Brand{number % 3}",
                Categories = ["Office", "Supplies", Kinds[number % 5]],
                Price = 1 + number,
                Description = $"a {Kinds[number % 5]} for every desk",
            },
            Time = 86400L * ((100 * user) + (10 * at)),
            Review = new Review { Rating = 1 + random.Next(5), Summary = "fine", Text = review ?? $"I use number {number} daily, review {user}.{at}" },
            SharedLevels = 2,
        };
    }
}
