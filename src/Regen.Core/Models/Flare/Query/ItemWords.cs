using Regen.Core.Domain;
using Regen.Core.Text;

namespace Regen.Core.Models.Flare.Query;

/// <summary>Which words stand in which field of which item, and how rare each is.</summary>
/// <param name="Vocabulary">All words of the catalogue, ascending.</param>
/// <param name="Starts">Where the words of (item, field) stand in <paramref name="Words"/>: entry item * <see cref="Fields"/> + field; int [V * Fields + 1].</param>
/// <param name="Words">Word numbers, ascending within a field.</param>
/// <param name="Rarity">log((V + 1) / (items with the word + 1)) of each word.</param>
public sealed record ItemWords(string[] Vocabulary, int[] Starts, int[] Words, float[] Rarity)
{
    /// <summary>Title; brand; categories and description.</summary>
    public const int Fields = 3;

    private readonly Dictionary<string, int> numbers =
        Vocabulary.Select((word, number) => (word, number)).ToDictionary(pair => pair.word, pair => pair.number, StringComparer.Ordinal);

    public static ItemWords Of(IReadOnlyList<Item> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        IReadOnlySet<string>[] fields = [.. items.SelectMany(FieldsOf)];
        string[] vocabulary = [.. fields.SelectMany(words => words).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var numbers = vocabulary.Select((word, number) => (word, number)).ToDictionary(pair => pair.word, pair => pair.number, StringComparer.Ordinal);
        var starts = new int[fields.Length + 1];
        List<int> words = [];
        var holders = new int[vocabulary.Length];
        for (var item = 0; item < items.Count; item++)
        {
            var own = new HashSet<int>();
            for (var field = 0; field < Fields; field++)
            {
                int[] sorted = [.. fields[(item * Fields) + field].Select(word => numbers[word]).Order()];
                words.AddRange(sorted);
                own.UnionWith(sorted);
                starts[(item * Fields) + field + 1] = words.Count;
            }

            foreach (var word in own)
            {
                holders[word]++;
            }
        }

        return new ItemWords(vocabulary, starts, [.. words], Array.ConvertAll(holders, count => MathF.Log((items.Count + 1f) / (count + 1f))));
    }

    /// <returns>The catalogue's words among those of a text, by number.</returns>
    public int[] Known(string text) => [.. TextWords.Of(text).Where(numbers.ContainsKey).Select(word => numbers[word]).Order()];

    public bool Holds(int item, int field, int word)
    {
        var place = (item * Fields) + field;
        return Words.AsSpan(Starts[place]..Starts[place + 1]).BinarySearch(word) >= 0;
    }

    private static IEnumerable<IReadOnlySet<string>> FieldsOf(Item item) =>
    [
        TextWords.Of(PlainText.Of(item.Title)),
        TextWords.Of(PlainText.Of(item.Brand)),
        TextWords.Of($"{string.Join(", ", item.Categories.Select(PlainText.Of))} {PlainText.Of(item.Description)}"),
    ];
}
