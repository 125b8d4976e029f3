using Regen.Core.Configuration;
using Regen.Core.Rating;
using Regen.Core.Rating.Studies;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Rating;

public sealed class RatedUsersTests
{
    private static RatingConfig Config(int? users, long seed = 1) =>
        StrictYaml.Load<RatingConfig>(Repository.Path("experiments/rating/sample.v1.yaml")) with { Users = users, Seed = seed };

    private static string[] Users(RatingConfig config, int count = 60, bool isReversed = false)
    {
        var all = isReversed ? SmallConversations.Many(count).Reverse() : SmallConversations.Many(count);
        return [.. new StudySubjects(config).Of(all).Select(subject => subject.Key).Distinct()];
    }

    [Fact]
    public void As_many_as_the_file_says_are_rated_in_the_order_of_the_dataset()
    {
        var chosen = Users(Config(20));

        Assert.Equal(20, chosen.Length);
        Assert.Equal(Users(Config(null)).Where(chosen.Contains), chosen);
        Assert.NotEqual(Users(Config(null))[..20], chosen); // not the first ones
    }

    [Fact]
    public void The_choice_depends_on_keys_and_seed_and_not_on_order_or_on_who_loses()
    {
        var chosen = Users(Config(20));

        Assert.Equal(chosen.Order(), Users(Config(20), isReversed: true).Order());
        Assert.NotEqual(chosen, Users(Config(20, seed: 2)));
        Assert.Equal(Users(Config(10)).Order(), Users(Config(10)).Intersect(chosen).Order()); // fewer are a part of more
    }

    [Fact]
    public void Nobody_is_left_out_where_the_file_says_nothing_or_too_many()
    {
        Assert.Equal(60, Users(Config(null)).Length);
        Assert.Equal(60, Users(Config(1000)).Length);
    }

    [Fact]
    public void Every_text_of_a_chosen_user_is_rated()
    {
        var config = Config(1) with { Rated = "all" };
        var subjects = new StudySubjects(config).Of(SmallConversations.Many(30).SelectMany(new RatingSelection(false, 1).Of)).ToArray();

        Assert.Single(subjects.Select(subject => subject.Key).Distinct());
        Assert.Equal(SmallConversations.Many(30).Where(user => user.History.Key == subjects[0].Key).SelectMany(new RatingSelection(false, 1).Of).Count(), subjects.Length);
    }
}
