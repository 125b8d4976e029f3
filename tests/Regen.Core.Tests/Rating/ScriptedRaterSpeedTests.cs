using System.Diagnostics;
using Regen.Core.Rating;
using Regen.Core.Rating.Scripted;
using Xunit;

namespace Regen.Core.Tests.Rating;

public sealed class ScriptedRaterSpeedTests
{
    private const string Review = "Bought these for the office and they hold up well; the ink dries fast, the grip is comfortable, and the whole pack "
        + "lasted three months of daily notes. The cap cracked on one of them, but customer service sent another within a week.";

    /// <summary>A measurement, run by name: seven ratings of each group of a user, on all cores, requests written and answers read.</summary>
    [Fact(Explicit = true)]
    public void The_scripted_rater_gives_2000_ratings_a_second()
    {
        var rater = new ScriptedRater();
        var clock = Stopwatch.StartNew();
        var count = 0;
        Parallel.For(0, 1000, user =>
        {
            foreach (var subject in new RatingSelection(true, 1).Of(SmallConversations.One(user, Review)))
            {
                foreach (var question in SmallConversations.Questions.Of(subject))
                {
                    Assert.True(GradeSheet.Read(rater.Answer(question.First.User, question.First.Draw), subject.Cells).IsGood);
                    Interlocked.Increment(ref count);
                }
            }
        });

        var rate = count / clock.Elapsed.TotalSeconds;
        TestContext.Current.SendDiagnosticMessage($"{rate:F0} ratings/s ({count} on {Environment.ProcessorCount} cores)");
        Assert.True(rate >= 2000, $"{rate:F0} ratings/s");
    }
}
