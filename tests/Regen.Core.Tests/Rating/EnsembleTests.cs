using Regen.Core.Rating;
using Xunit;

namespace Regen.Core.Tests.Rating;

public sealed class EnsembleTests
{
    [Fact]
    public void Every_outcome_of_seven_ratings_is_decided_as_the_paper_says_and_no_order_of_arrival_stops_at_another_score()
    {
        var ratings = new int?[7];
        var saved = 0L;
        for (var code = 0; code < 1 << 21; code++)
        {
            for (var i = 0; i < 7; i++)
            {
                ratings[i] = ((code >> (3 * i)) & 7) is 0 ? null : (code >> (3 * i)) & 7;
            }

            var decided = Ensemble.Decide(ratings);
            if (decided.Value != Stated(ratings))
            {
                Assert.Fail($"{string.Join(",", ratings)}: {decided}, stated {Stated(ratings)}");
            }

            var asked = 4;
            while (asked < 7 && Ensemble.Early(new ArraySegment<int?>(ratings, 0, asked)) is null)
            {
                asked++;
            }

            if (Ensemble.Decide(new ArraySegment<int?>(ratings, 0, asked)) != decided)
            {
                Assert.Fail($"{string.Join(",", ratings)}: another score after {asked}");
            }

            saved += 7 - asked;
        }

        Assert.True(saved > 0);
    }

    [Fact]
    public void A_stop_never_comes_before_the_fourth_rating()
    {
        Assert.Null(Ensemble.Early([6, 6, 6]));
        Assert.Equal(new Score(6, ScoreBasis.Majority), Ensemble.Early([6, 6, 6, 6]));
        Assert.Equal(new Score(null, ScoreBasis.Unrated), Ensemble.Early([null, null, null, null]));
    }

    // The rule once more, as slowly and plainly as it can be said.
    private static int? Stated(int?[] ratings)
    {
        var (sum, readable) = (0.0, 0);
        foreach (var rating in ratings)
        {
            var alike = 0;
            foreach (var other in ratings)
            {
                alike += rating is not null && other == rating ? 1 : 0;
            }

            if (alike > 3.5)
            {
                return rating;
            }

            sum += rating ?? 0;
            readable += rating is null ? 0 : 1;
        }

        return readable >= 4 ? (int)Math.Floor(sum / readable) : null;
    }
}
