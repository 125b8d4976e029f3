using Regen.Core.Data;
using Regen.Core.Domain;

namespace Regen.Scale;

/// <summary>A prepared corpus with its own items, and users who bought at random so many of them: time does not ask for sense.</summary>
internal static class SyntheticHistories
{
    public static PreparedData Of(PreparedData data, int users, int length)
    {
        var random = SeededRandom.For(1, "scale");
        int[] items = [.. Enumerable.Range(0, users * length).Select(_ => random.Next(data.Items.Count))];
        return data with
        {
            Users = [.. Enumerable.Range(0, users).Select(user => $"U{user}")],
            CritiqueTexts = [],
            Sequences = new SequenceTable
            {
                Offsets = [.. Enumerable.Range(0, users + 1).Select(user => (long)user * length)],
                Items = items,
                Times = [.. Enumerable.Range(0, items.Length).Select(place => 86_400L * (place % length))],
                SharedLevels = new byte[items.Length],
                Critiques = [.. Enumerable.Repeat(-1, items.Length)],
                IsCritiqued = new bool[items.Length],
            },
            Split = new Split
            {
                Kind = "leave_one_out",
                TrainLength = [.. Enumerable.Repeat(length - 1, users)],
                Validation = [],
                Test = [.. Enumerable.Range(0, users).Select(user => new EvaluationCase(user, length - 1))],
            },
        };
    }
}
