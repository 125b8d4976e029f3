using Regen.Core.Text;
using Xunit;

namespace Regen.Core.Tests.Text;

public sealed class XxHash64Tests
{
    // Expected numbers: XXH64 of libxxhash 0.8.1 (Debian's libxxhash0, called through ctypes) on the bytes 7 i mod 251.
    [Theory]
    [InlineData(0, 0UL, 0xEF46DB3751D8E999UL)]
    [InlineData(1, 0UL, 0xE934A84ADB052768UL)]
    [InlineData(3, 7UL, 0xF81BFE21D7A90A34UL)]
    [InlineData(4, 0UL, 0xAE5ACDC00A55AC41UL)]
    [InlineData(8, 1UL, 0xBEF42115E14BDFB0UL)]
    [InlineData(31, 0UL, 0x0F187C62B1E722B7UL)]
    [InlineData(32, 0UL, 0x91B0CB0931A8C629UL)]
    [InlineData(33, 9223372036854775808UL, 0xAA44B4690E5EF2B4UL)]
    [InlineData(100, 0UL, 0xB7FE1D84B2F23A05UL)]
    [InlineData(1000, 42UL, 0x72A2DDA94EEC1E7EUL)]
    public void The_hash_is_that_of_the_reference_library(int length, ulong seed, ulong expected)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 251)).ToArray();
        Assert.Equal(expected, XxHash64.Of(bytes, seed));
    }
}
