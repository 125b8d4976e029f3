using Regen.Core.Domain;
using Xunit;

namespace Regen.Core.Tests.Models;

public sealed class TransitionCountsTests
{
    private const int Items = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_are_those_of_a_plain_loop(int distance)
    {
        var sequences = Sequences(seed: distance);

        var counted = TransitionCounts.Of(Items, sequences, distance);

        var expected = new int[Items, Items];
        foreach (var sequence in sequences)
        {
            for (var at = distance; at < sequence.Length; at++)
            {
                expected[sequence.Span[at - distance], sequence.Span[at]]++;
            }
        }

        Equal(expected, counted);
    }

    [Fact]
    public void Company_counts_both_directions_and_no_item_with_itself()
    {
        var sequences = Sequences(seed: 9);

        var counted = TransitionCounts.Company(Items, sequences, window: 2);

        var expected = new int[Items, Items];
        foreach (var sequence in sequences)
        {
            for (var a = 0; a < sequence.Length; a++)
            {
                for (var b = 0; b < sequence.Length; b++)
                {
                    if (a != b && Math.Abs(a - b) <= 2 && sequence.Span[a] != sequence.Span[b])
                    {
                        expected[sequence.Span[a], sequence.Span[b]]++;
                    }
                }
            }
        }

        Equal(expected, counted);
    }

    private static ReadOnlyMemory<int>[] Sequences(long seed)
    {
        var random = SeededRandom.For(seed, "transitions");
        return [.. Enumerable.Range(0, 20).Select(_ => new ReadOnlyMemory<int>([.. Enumerable.Range(0, random.Next(9)).Select(_ => random.Next(Items))]))];
    }

    private static void Equal(int[,] expected, TransitionCounts counted)
    {
        for (var item = 0; item < Items; item++)
        {
            var row = new int[Items];
            for (var entry = counted.Starts[item]; entry < counted.Starts[item + 1]; entry++)
            {
                row[counted.Nexts[entry]] = counted.Counts[entry];
            }

            Assert.Equal(Enumerable.Range(0, Items).Select(next => expected[item, next]), row);
            Assert.Equal(row.Sum(), counted.TotalOf(item));
            Assert.Equal(row.Count(count => count > 0), counted.DegreeOf(item));
        }
    }
}
