using System.IO.Compression;
using System.Text.Json;
using Regen.Core.Data;
using Regen.Core.Domain;

namespace Regen.Core.Tests.Baselines;

/// <summary>Sequences as prepared data, read without the preparation: baselines are checked by themselves.</summary>
internal static class Corpora
{
    /// <summary>A leave-one-out corpus of hand-made sequences, one day apart.</summary>
    public static PreparedData Of(int itemCount, params int[][] users) => new()
    {
        Folder = "memory",
        Sha256 = "",
        CatalogueSha256 = "",
        Name = "memory",
        IsSynthetic = true,
        TieOrder = "file",
        Items = [.. Enumerable.Range(0, itemCount).Select(item => new Item { Asin = $"I{item}" })],
        Users = [.. users.Select((_, user) => $"U{user}")],
        Sequences = Table(users),
        CritiqueTexts = [],
        Split = new Split
        {
            Kind = "leave_one_out",
            TrainLength = Array.ConvertAll(users, items => items.Length - 2),
            Validation = [.. users.Select((items, user) => new EvaluationCase(user, items.Length - 2))],
            Test = [.. users.Select((items, user) => new EvaluationCase(user, items.Length - 1))],
        },
        Statistics = null!,
    };

    /// <summary>"p5-beauty" or "office2014", in the given order of ties or in the fixed shuffled one.</summary>
    public static PreparedData Lent(string set, bool isShuffled)
    {
        var users = isShuffled ? Lines($"{set}/tie-shuffled.txt.gz")
            : set == "p5-beauty" ? Lines("p5-beauty/sequences.txt.gz")
            : Reviews("office2014/Office_Products_5.json.gz");
        Dictionary<string, int> numbers = [];
        var items = users.Select(user => user.Select(item => Number(numbers, item)).ToArray()).ToArray();
        return Of(numbers.Count, items);
    }

    private static SequenceTable Table(int[][] users)
    {
        var offsets = new long[users.Length + 1];
        for (var user = 0; user < users.Length; user++)
        {
            offsets[user + 1] = offsets[user] + users[user].Length;
        }

        var count = (int)offsets[^1];
        return new SequenceTable
        {
            Offsets = offsets,
            Items = [.. users.SelectMany(items => items)],
            Times = [.. users.SelectMany(items => items.Select((_, at) => at * 86_400L))],
            SharedLevels = new byte[count],
            Critiques = [.. Enumerable.Repeat(-1, count)],
            IsCritiqued = new bool[count],
        };
    }

    private static IEnumerable<string[]> Lines(string file) =>
        Read(file).Select(line => line.Split(' ')[1..]);

    private static IEnumerable<string[]> Reviews(string file) =>
        Read(file).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(review => (User: review.GetProperty("reviewerID").GetString()!, Item: review.GetProperty("asin").GetString()!, Time: review.GetProperty("unixReviewTime").GetInt64()))
            .GroupBy(review => review.User)
            .Select(reviews => reviews.OrderBy(review => review.Time).Select(review => review.Item).ToArray());

    private static IEnumerable<string> Read(string file)
    {
        using var stream = new GZipStream(File.OpenRead(Regen.Tests.Lent.Data(file)), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static int Number(Dictionary<string, int> numbers, string item)
    {
        numbers.TryAdd(item, numbers.Count);
        return numbers[item];
    }
}
