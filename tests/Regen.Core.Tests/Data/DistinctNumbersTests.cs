using Regen.Core.Data.Stages;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class DistinctNumbersTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 5)]
    [InlineData(200_000, 1_000)]
    [InlineData(200_000, 1_000_000)]
    public void Counts_as_one_set_does(int numbers, int largest)
    {
        var random = new Random(numbers);
        var counted = new DistinctNumbers();
        var known = new HashSet<long>();
        for (var at = 0; at < numbers; at++)
        {
            var number = ((long)random.Next(largest) << 32) | (uint)random.Next(3);
            counted.Add(number);
            known.Add(number);
        }

        Assert.Equal(known.Count, counted.Count);
    }

    [Fact]
    public void Goes_on_after_a_count()
    {
        var counted = new DistinctNumbers();
        counted.Add(-1);
        counted.Add(-1);
        Assert.Equal(1, counted.Count);

        counted.Add(-1);
        counted.Add(long.MaxValue);
        Assert.Equal(2, counted.Count);
    }
}
