using Regen.Core.LanguageModels.Answers;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Answers;

public sealed class AnswerReaderTests
{
    private static readonly TextLimits Limits = new(30, 4);
    private static readonly NamedText[] Wanted = [new("reason", Limits), new("explanation", Limits)];

    [Theory]
    [InlineData("{\"critiques\": [\" a black\\u0007 one \", \"smaller\"]}")]
    [InlineData("{\"critiques\": [{\"text\": \"a black one\"}, {\"id\": 2, \"text\": \"smaller\"}]}")]
    [InlineData("{\"critiques\": [\"a black one\", \"smaller\", \"che")]
    public void A_list_of_texts_is_read(string answer)
    {
        var reading = AnswerReader.Texts(answer, "critiques", 2, 5, Limits);

        Assert.Null(reading.Problem);
        Assert.Equal(["a black one", "smaller"], reading.Value!);
    }

    [Theory]
    [InlineData("I'd prefer a black one.", "the answer holds no JSON object with 'critiques'")]
    [InlineData("{\"critiques\": \"black\"}", "'critiques' is a text, a list of texts was asked for")]
    [InlineData("{\"critiques\": [\"a\", \"b\", \"c\"]}", "'critiques' holds 3 texts, 5 were asked for")]
    [InlineData("{\"critiques\": [\"a\", \"b", "'critiques' holds 1 text before the answer breaks off, 5 were asked for")]
    [InlineData("{\"critiques\": [\"a\", \"\", \"one two three four five\", 4, \"e\"]}", "text 2 of 'critiques' is empty; text 3 of 'critiques' holds 5 words, 4 are allowed; text 4 of 'critiques' is the number 4, a text was asked for")]
    [InlineData("{\"critiques\": [\"a\", \"b\", \"c\", \"d\", \"0123456789012345678901234567890\"]}", "text 5 of 'critiques' holds 31 characters, 30 are allowed")]
    public void What_is_wrong_with_a_list_is_said(string answer, string problem) =>
        Assert.Equal(problem, AnswerReader.Texts(answer, "critiques", 5, 5, Limits).Problem);

    [Fact]
    public void Named_texts_are_read_in_the_order_asked_for()
    {
        var reading = AnswerReader.NamedTexts("{\"explanation\": \"it fits\", \"more\": 1, \"Reason\": \"a desk\"}", Wanted);

        Assert.Equal(["a desk", "it fits"], reading.Value!);
    }

    [Theory]
    [InlineData("no", "the answer holds no JSON object with 'reason' or 'explanation'")]
    [InlineData("{\"reason\": \"a desk\"}", "'explanation' is missing")]
    [InlineData("{\"reason\": \"a desk\", \"expl", "the answer breaks off before 'explanation'")]
    [InlineData("{\"reason\": null, \"explanation\": \"it f", "'reason' is null, a text was asked for; the answer breaks off within 'explanation'")]
    public void What_is_wrong_with_named_texts_is_said_all_at_once(string answer, string problem) =>
        Assert.Equal(problem, AnswerReader.NamedTexts(answer, Wanted).Problem);
}
