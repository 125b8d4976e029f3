using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Data.Sources;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class PythonLiteralTests
{
    [Theory]
    [InlineData("{'asin': '0000031852', 'price': 3.17}", """{"asin":"0000031852","price":3.17}""")]
    [InlineData("""{'title': "Girls' Tutu", u'b': u'caf\xe9', 'c': 'a\'b"c'}""", """{"title":"Girls' Tutu","b":"café","c":"a'b\"c"}""")]
    [InlineData("""{'categories': [['Sports', 'Dance'], []], 'none': None, 't': True, 'f': False}""", """{"categories":[["Sports","Dance"],[]],"none":null,"t":true,"f":false}""")]
    [InlineData("""{'s': 'tab\tline\nback\\ \u20ac \U0001F600 \101 \q'}""", """{"s":"tab\tline\nback\\ € 😀 A \\q"}""")]
    [InlineData("""{'salesRank': {'Toys & Games': 211836L}, 'helpful': (0, 1,), 'x': -.5, 'y': 1., 'z': 1e-05, 'n': nan}""", """{"salesRank":{"Toys & Games":211836},"helpful":[0,1],"x":-0.5,"y":1.0,"z":1e-05,"n":null}""")]
    [InlineData("""{'a': 'one' 'two', 1: r'\n', }""", """{"a":"onetwo","1":"\\n"}""")]
    public void Printed_dictionaries_become_JSON(string python, string json)
    {
        Assert.True(PythonLiteral.Looks(Encoding.UTF8.GetBytes(python)));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(Translate(python))), Translate(python));
    }

    [Theory]
    [InlineData("{'a': 'open")]
    [InlineData("{'a': }")]
    [InlineData("{'a' 1}")]
    [InlineData("{'a': 1")]
    [InlineData("{'a': 1} x")]
    [InlineData("{'a': '\\x4'}")]
    [InlineData("{'a': zero}")]
    public void What_is_no_literal_is_refused_with_the_byte(string python) =>
        Assert.Contains("at byte", Assert.Throws<FormatException>(() => Translate(python)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"a\": 1}", false)]
    [InlineData(" { 'a': 1}", true)]
    [InlineData("{u\"a\": 1}", true)]
    [InlineData("", false)]
    [InlineData("[1]", false)]
    public void JSON_and_Python_are_told_apart(string line, bool isPython) => Assert.Equal(isPython, PythonLiteral.Looks(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Any_text_printed_by_Python_comes_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), texts =>
        {
            string[] wanted = [.. texts.Select(text => Clean(text ?? ""))];
            var python = "{'texts': [" + string.Join(", ", wanted.Select(Repr)) + "]}";
            using var document = JsonDocument.Parse(Translate(python));
            return document.RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()).SequenceEqual(wanted);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        using var document = JsonDocument.Parse("""{"a":"x\ud83dy \ud83d\ude00 \ude00\u0000 \n\/"}""");
        var text = JsonText.Text(document.RootElement.GetProperty("a"), new ArrayBufferWriter<byte>());
        Assert.Equal("x\ufffdy 😀 \ufffd\ufffd \n/", text);
    }

    // Python 2's repr of a unicode text: the quote that needs no escape, everything outside of ASCII escaped.
    private static string Repr(string text)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        var written = new StringBuilder("u").Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => written.Append("\\n"),
                '\r' => written.Append("\\r"),
                '\t' => written.Append("\\t"),
                '\\' => written.Append("\\\\"),
                var value when value == quote => written.Append('\\').Append(quote),
                < 0x20 or (>= 0x7f and <= 0xff) => written.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                > 0xffff => written.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
                > 0xff => written.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => written.Append((char)rune.Value),
            };
        }

        return written.Append(quote).ToString();
    }

    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar).Select(rune => rune.ToString()));

    private static string Translate(string python)
    {
        var json = new ArrayBufferWriter<byte>();
        PythonLiteral.WriteJson(Encoding.UTF8.GetBytes(python), json);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
