using Regen.Core.Domain;

namespace Regen.Core.Rating.Studies;

/// <summary>Users whose histories, items and critiques are swapped in: a bounded sample, drawn by seed whatever the order of the source.</summary>
public sealed class Donors
{
    private readonly Conversation[] users;
    private readonly Dictionary<string, Purchase[]> byCategory;

    /// <param name="users">Taken as they are; see <see cref="Draw"/>.</param>
    public Donors(IEnumerable<Conversation> users)
    {
        this.users = [.. users];
        Items = [.. this.users.SelectMany(static user => user.History.Purchases).DistinctBy(static purchase => purchase.Item.Asin)];
        byCategory = Items.Where(static purchase => purchase.Item.Categories.Count > 0)
            .GroupBy(static purchase => Leaf(purchase.Item))
            .ToDictionary(static same => same.Key, static same => same.ToArray(), StringComparer.Ordinal);
    }

    public int Count => users.Length;

    internal IReadOnlyList<Conversation> Users => users;

    /// <summary>Each item once, with its first purchase.</summary>
    internal IReadOnlyList<Purchase> Items { get; }

    /// <summary>The sample of a dataset: those whose keys hash lowest under the seed.</summary>
    public static Donors Draw(IEnumerable<Conversation> dataset, int count, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var lowest = new PriorityQueue<Conversation, ulong>(Comparer<ulong>.Create(static (a, b) => b.CompareTo(a)));
        foreach (var conversation in dataset)
        {
            lowest.Enqueue(conversation, SeededRandom.Derive(seed, "donor", conversation.History.Key));
            if (lowest.Count > count)
            {
                lowest.Dequeue();
            }
        }

        return new Donors(lowest.UnorderedItems.OrderBy(static item => item.Priority).Select(static item => item.Element));
    }

    internal IReadOnlyList<Purchase> OfCategory(Item item) => byCategory.GetValueOrDefault(Leaf(item), []);

    private static string Leaf(Item item) => string.Join('\u001f', item.Categories);
}
