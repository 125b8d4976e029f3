using Regen.Core.Data.Sources;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_standard_is_met()
    {
        var crc = default(Crc32);
        crc.Add("123456789"u8);
        Assert.Equal(0xcbf43926, crc.Value);
    }

    [Fact]
    public void Any_cut_into_pieces_gives_the_tables_value()
    {
        var random = new Random(5);
        var data = new byte[3000];
        random.NextBytes(data);
        for (var length = 0; length < data.Length; length += random.Next(1, 90))
        {
            var whole = data.AsSpan(0, length);
            var crc = default(Crc32);
            for (var start = 0; start < length;)
            {
                var piece = Math.Min(random.Next(1, 900), length - start);
                crc.Add(whole.Slice(start, piece));
                start += piece;
            }

            Assert.Equal(~Crc32.Sliced(whole, ~0u), crc.Value);
        }
    }
}
