using Regen.Core.Data;
using Regen.Core.Domain;

namespace Regen.Core.Tests.Baselines;

/// <summary>Hand-made sequences as prepared data: baselines are checked by themselves.</summary>
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
}
