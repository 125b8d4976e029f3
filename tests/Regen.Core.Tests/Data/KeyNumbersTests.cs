using System.Globalization;
using System.Text;
using Regen.Core.Data.Stages;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class KeyNumbersTests
{
    [Fact]
    public void Keys_keep_their_numbers_while_the_table_grows()
    {
        var random = new Random(3);
        var (numbers, expected) = (new KeyNumbers(), new Dictionary<string, int>());
        for (var draw = 0; draw < 60_000; draw++)
        {
            // Keys of one length that differ in a few bits, and the empty one.
            var key = draw % 5000 == 7 ? "" : "A" + random.Next(20_000).ToString("D11", CultureInfo.InvariantCulture);
            var isNew = expected.TryAdd(key, expected.Count);
            Assert.Equal(expected[key], numbers.NumberOf(Encoding.UTF8.GetBytes(key), out var found));
            Assert.Equal(isNew, found);
        }

        Assert.Equal(expected.Count, numbers.Count);
    }
}
