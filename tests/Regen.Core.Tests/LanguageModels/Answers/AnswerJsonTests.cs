using System.Text.Json;
using Regen.Core.LanguageModels.Answers;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Answers;

public sealed class AnswerJsonTests
{
    [Theory]
    [InlineData("{\"a\": [\"x\", \"y\"]}")]
    [InlineData("```json\n{\"a\": [\"x\", \"y\"]}\n```")]
    [InlineData("Sure! Here you go:\n{\"a\": [\"x\", \"y\"]}\nHope {that} helps.")]
    [InlineData("{'a': ['x', 'y',],}")]
    [InlineData("{a: [\"x\", \"y\"]}")]
    [InlineData("{“a”: [“x”, “y”]}")]
    [InlineData("{\"a\": [\"x\", // the first\n \"y\" # the second\n /* that is all */]}")]
    [InlineData("{\"a\": [\"x\"\n \"y\"]}")]
    [InlineData("{\"answer\": {\"a\": [\"x\", \"y\"]}}")]
    [InlineData("\"{\\\"a\\\": [\\\"x\\\", \\\"y\\\"]}\"")]
    [InlineData("[{\"a\": [\"x\", \"y\"]}]")]
    [InlineData("Use {braces} and {\"a\": \"never closed, so {\"a\": [\"x\", \"y\"]}")]
    [InlineData("<think>{\"a\": [\"draft\"]} or {\"a\": [\"better\"]}</think>{\"a\": [\"x\", \"y\"]}")]
    [InlineData("{\"a\": [\"x\", \"y\"]} {\"b\": 1} {\"a\": [\"broken\"")]
    public void A_model_s_way_of_writing_an_object_is_read(string text)
    {
        Assert.Equal(["x", "y"], AnswerJson.Find(text, "a")!.Member("a")!.Items.Select(item => item.Text));
        Assert.False(AnswerJson.Find(text, "a")!.IsCut);
    }

    [Theory]
    [InlineData("{'a': 'the user\\'s \"own\" don't'}", "the user's \"own\" don't")]
    [InlineData("{\"a\": \"he said \"hello\" to me\"}", "he said \"hello\" to me")]
    [InlineData("{\"a\": \"one\ntwo\"}", "one\ntwo")]
    [InlineData("{\"a\": \"C:\\Program \\u00e9 \\ud83d\\ude00 \\ud83d\"}", "C:\\Program é 😀 \uFFFD")]
    [InlineData("{\"a\": \"x\", \"A\": \"y\"}", "x")]
    [InlineData("{\"A\": \"y\"}", "y")]
    [InlineData("{\"a\": \"x\", \"a\": \"z\"}", "z")]
    [InlineData("{“a”: “it’s”}", "it’s")]
    public void A_text_keeps_what_was_meant(string text, string expected) =>
        Assert.Equal(expected, AnswerJson.Find(text, "a")!.Member("a")!.Text);

    [Fact]
    public void Words_of_Python_and_of_JSON_are_read()
    {
        var found = AnswerJson.Find("{'a': True, 'b': False, 'c': None, 'd': true, 'e': null, 'f': NaN}")!;

        Assert.Equal(
            [JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null, JsonValueKind.True, JsonValueKind.Null, JsonValueKind.Null],
            found.Members.Values.Select(value => value.Kind));
    }

    [Theory]
    [InlineData("{\"a\": [\"x\", \"y", "x|y*")]
    [InlineData("```json\n{\"a\": [\"x\", \"y\",\n```", "x|y")]
    [InlineData("{\"a\": [\"x\", \"y\"<|im_end|>", "x|y")]
    [InlineData("{\"a\": [\"x\", \"y\\", "x|y*")]
    [InlineData("{\"a\": [\"x\", \"y\\u00", "x|y*")]
    [InlineData("{\"a\": [\"x\", tr", "x")]
    [InlineData("{\"a\": [\"x\", 12", "x|12*")]
    [InlineData("{\"a\": [", "")]
    public void A_cut_off_tail_is_closed_and_marked(string text, string expected)
    {
        var list = AnswerJson.Find(text, "a")!.Member("a")!;

        Assert.True(list.IsCut);
        Assert.Equal(expected, string.Join('|', list.Items.Select(item => item.Text + (item.IsCut ? "*" : ""))));
    }

    [Theory]
    [InlineData("{\"a\": 1, \"b")]
    [InlineData("{\"a\": 1, \"b\"")]
    [InlineData("{\"a\": 1, \"b\":")]
    [InlineData("{\"a\": 1, // why")]
    public void A_member_whose_value_never_came_is_no_member(string text)
    {
        var found = AnswerJson.Find(text, "a")!;

        Assert.True(found.IsCut);
        Assert.Equal(["a"], found.Members.Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I'd prefer a black one.")]
    [InlineData("{\"b\": 1}")]
    [InlineData("{a}")]
    [InlineData("{\"a\": what I mean}")]
    public void What_holds_no_such_object_gives_nothing(string text) => Assert.Null(AnswerJson.Find(text, "a"));

    [Fact]
    public void An_object_with_all_keys_goes_before_a_later_one_with_some()
    {
        Assert.Equal(1, AnswerJson.Find("{\"a\": 1, \"b\": 2} and {\"a\": 3}", "a", "b")!.Member("a")!.AsWhole());
        Assert.Equal(3, AnswerJson.Find("{\"c\": 1} and {\"a\": 3}", "a", "b")!.Member("a")!.AsWhole());
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("7.0", 7)]
    [InlineData("\"7\"", 7)]
    [InlineData("7.5", null)]
    [InlineData("1e999", null)]
    [InlineData("99999999999", null)]
    [InlineData("true", null)]
    [InlineData("\"seven\"", null)]
    public void A_whole_number_is_one(string number, int? expected) =>
        Assert.Equal(expected, AnswerJson.Find($"{{\"a\": {number}}}", "a")!.Member("a")!.AsWhole());

    [Fact]
    public void Depth_and_length_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 64)) + "1" + new string('}', 64);

        Assert.NotNull(AnswerJson.Find(deep));
        Assert.Null(AnswerJson.Find(new string('[', 65) + "1" + new string(']', 65), "a"));
        Assert.Null(AnswerJson.Find("{\"a\":1}" + new string(' ', AnswerJson.MaxLength), "a"));
    }
}
