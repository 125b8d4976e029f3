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
            var bytes = Encoding.UTF8.GetBytes(key);
            var hash = KeyNumbers.HashOf(bytes);
            if (draw % 3 == 0)
            {
                numbers.Expect([hash, (ulong)draw]);
            }

            Assert.Equal(expected[key], numbers.NumberOf(bytes, hash, out var found));
            Assert.Equal(isNew, found);
        }

        Assert.Equal(expected.Count, numbers.Count);
    }

    [Fact]
    public void An_empty_key_behind_a_full_array_is_expected_like_any_other()
    {
        var numbers = new KeyNumbers();
        numbers.NumberOf(new byte[1 << 14], 1UL << 40, out _);
        numbers.NumberOf([], 2UL << 40, out _);
        numbers.Expect([1UL << 40, 2UL << 40, 3UL << 40]);

        Assert.Equal(1, numbers.NumberOf([], 2UL << 40, out var isNew));
        Assert.False(isNew);
    }
}
