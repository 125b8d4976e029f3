using Regen.Core.Domain;
using Regen.Core.Text;
using Xunit;

namespace Regen.Core.Tests.Text;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("  two\n\twords ", "two words")]
    [InlineData("<b>bold</b> &amp; <i class=\"x>y\">plain", "bold & y\">plain")]
    [InlineData("a<br/>b&nbsp;c", "a b c")]
    [InlineData("&quot;quoted&quot; &#39;x&#39; &amp;quot;twice&amp;quot;", "\"quoted\" 'x' \"twice\"")]
    [InlineData("3 < 5 and 7 > 2, <5 mm", "3 < 5 and 7 > 2, <5 mm")]
    [InlineData("AT&T; & Bell", "AT&T; & Bell")]
    [InlineData("x<script>if (a<b) { c() }</script>y<!-- <b>no</b> -->z", "x y z")]
    [InlineData("&lt;p&gt;escaped&lt;/p&gt;", "escaped")]
    [InlineData("<b", "<b")]
    public void Markup_goes_and_text_stays(string? source, string expected)
    {
        Assert.Equal(expected, PlainText.Of(source));
    }

    [Fact]
    public void An_items_text_is_title_brand_path_and_description()
    {
        var item = new Item { Asin = "B1", Title = "Gel Pen, 0.5 mm.", Brand = "Ink &amp; Co", Categories = ["Office Products", "Pens"], Description = "<p>Smooth.</p>" };
        Assert.Equal("Gel Pen, 0.5 mm. Ink & Co. Office Products > Pens. Smooth", ItemText.Of(item));
    }

    [Fact]
    public void What_an_item_lacks_is_left_out()
    {
        Assert.Equal("Pens", ItemText.Of(new Item { Asin = "B1", Categories = ["Pens"], Title = "", Description = " <br> " }));
        Assert.Equal("", ItemText.Of(new Item { Asin = "B1" }));
    }
}
