using Regen.Core.Text;
using Xunit;

namespace Regen.Core.Tests.Text;

public sealed class CanonicalDecompositionTests
{
    // Expected decompositions: unicodedata.normalize("NFD", ...) of Python 3.11.
    [Theory]
    [InlineData(0x41, "41")]
    [InlineData(0xE9, "65 301")]
    [InlineData(0x1E69, "73 323 307")]
    [InlineData(0x1F82, "3B1 313 300 345")]
    [InlineData(0xAC00, "1100 1161")]
    [InlineData(0xD55C, "1112 1161 11AB")]
    [InlineData(0xD7A3, "1112 1175 11C2")]
    [InlineData(0xD7A4, "D7A4")]
    [InlineData(0xFB01, "FB01")]
    [InlineData(0x2F800, "4E3D")]
    [InlineData(0x1D15E, "1D157 1D165")]
    public void A_code_point_decomposes_as_Unicode_says(int codePoint, string expected)
    {
        var parts = new int[CanonicalDecomposition.MaxLength];
        var count = CanonicalDecomposition.Write(codePoint, parts);
        Assert.Equal(expected, string.Join(' ', parts.Take(count).Select(part => part.ToString("X"))));
    }
}
