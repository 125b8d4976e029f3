using System.Diagnostics;
using System.Text;
using Regen.Core.Domain;
using Regen.Core.LanguageModels.Answers;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Answers;

public sealed class AnswerFuzzTests
{
    private const int Answers = 100_000;
    private static readonly TextLimits Limits = new(400);
    private static readonly TimeSpan PerAnswer = TimeSpan.FromSeconds(2);

    [Fact]
    public void A_hundred_thousand_spoilt_answers_are_read_without_a_crash_or_a_hang()
    {
        var random = SeededRandom.For(1, "spoilt answers");
        var slowest = TimeSpan.Zero;
        for (var number = 0; number < Answers; number++)
        {
            var text = Spoilt.Answer(random);
            var watch = Stopwatch.StartNew();
            var list = AnswerReader.Texts(text, "critiques", 1, 5, Limits);
            var named = AnswerReader.NamedTexts(text, [new NamedText("reason", Limits)]);
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;

            Assert.True(list.IsGood ? list.Value!.All(IsClean) : list.Problem!.Length > 0);
            Assert.True(named.IsGood ? named.Value!.All(IsClean) : named.Problem!.Length > 0);
        }

        Assert.True(slowest < PerAnswer, $"the slowest took {slowest}");
    }

    [Fact]
    public void A_good_answer_behind_any_spoilt_one_is_never_lost()
    {
        var random = SeededRandom.For(2, "spoilt answers");
        for (var number = 0; number < Answers / 5; number++)
        {
            var spoilt = Spoilt.Answer(random);

            var reading = AnswerReader.Texts(spoilt + "\n\n{\"critiques\": [\"the last " + number + "\"]}", "critiques", 1, 1, Limits);

            Assert.True(reading.IsGood && reading.Value![0] == $"the last {number}", $"{reading.Problem}\n{spoilt}");
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\":")]
    [InlineData("[{\"critiques\":[")]
    [InlineData("{\"critiques\":\"")]
    [InlineData("{a:'")]
    [InlineData("\"          ")]
    [InlineData("{\"a\":1,")]
    [InlineData("{/*")]
    [InlineData("{'\\u")]
    public void The_worst_texts_take_time_in_proportion_to_their_length(string piece)
    {
        var text = new StringBuilder().Insert(0, piece, AnswerJson.MaxLength / piece.Length).ToString();
        var watch = Stopwatch.StartNew();

        AnswerJson.Find(text, "critiques");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{watch.Elapsed}"); // a million characters, on a machine at work
    }

    private static bool IsClean(string text) =>
        text.Length > 0 && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
