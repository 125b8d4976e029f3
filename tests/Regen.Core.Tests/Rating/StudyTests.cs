using System.Text.RegularExpressions;
using Regen.Core.Configuration;
using Regen.Core.Rating;
using Regen.Core.Rating.Studies;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Rating;

public sealed partial class StudyTests
{
    private static readonly Donors Pool = new(SmallConversations.Many(80));

    [Fact]
    public void A_draw_takes_one_value_per_user_and_group_by_seed_alone()
    {
        var drawn = SmallConversations.Many(200).SelectMany(new RatingSelection(true, 9).Of).ToArray();
        Assert.Equal(800, drawn.Length);
        Assert.Equal(800, drawn.Select(subject => (subject.Key, subject.Group)).Distinct().Count());
        var again = SmallConversations.Many(200).Reverse().SelectMany(new RatingSelection(true, 9).Of).OrderBy(subject => subject.User).ThenBy(subject => subject.Group);
        Assert.Equal(drawn.Select(subject => subject.Position), again.Select(subject => subject.Position));
        Assert.NotEqual(drawn.Select(subject => subject.Position), SmallConversations.Many(200).SelectMany(new RatingSelection(true, 10).Of).Select(subject => subject.Position));
        // Every position is drawn somewhere, the first and the last of a history alike.
        Assert.Contains(drawn, subject => subject.Group == RatingGroup.Critique && subject.Position == 1);
        Assert.Contains(drawn, subject => subject.Group == RatingGroup.Critique && subject.Position == 7);
    }

    [Fact]
    public void A_donor_history_holds_neither_the_item_at_hand_nor_the_wanted_one()
    {
        var negatives = new Negatives(Pool, 4);
        var swapped = 0;
        foreach (var real in SmallConversations.Many(80).SelectMany(new RatingSelection(false, 1).Of))
        {
            foreach (var kind in (string[])[Negatives.History, Negatives.HistoryAndItem])
            {
                if (negatives.Of(real, kind) is not { } negative)
                {
                    continue;
                }

                swapped++;
                var shown = negative.History.Select(purchase => purchase.Purchase.Item.Asin).ToArray();
                Assert.DoesNotContain(real.History[^1].Purchase.Item.Asin, shown);
                Assert.DoesNotContain(real.Target?.Purchase.Item.Asin ?? "", shown);
                Assert.NotEqual(real.Key, negative.Donor);
                Assert.Equal(real.Outputs, negative.Outputs);
                Assert.Equal(kind == Negatives.History, real.Target is not null && negative.Target == real.Target);
            }
        }

        Assert.True(swapped > 500, $"{swapped} swaps were tested");
    }

    [Fact]
    public void Swaps_change_what_they_say_and_nothing_else()
    {
        var negatives = new Negatives(Pool, 4);
        var real = SmallConversations.Subject(5, RatingGroup.Critique);
        var critique = negatives.Of(real, Negatives.Critique)!;
        Assert.Equal((real.History, real.Target), (critique.History, critique.Target));
        Assert.NotEqual(real.Outputs[0].Text, critique.Outputs[0].Text);

        var similar = negatives.Of(real, Negatives.SimilarItem)!;
        Assert.Equal(real.Target!.Purchase.Item.Categories, similar.Target!.Purchase.Item.Categories);
        Assert.NotEqual(real.Target.Purchase.Item.Asin, similar.Target.Purchase.Item.Asin);
        Assert.Equal((real.History, real.Outputs), (similar.History, similar.Outputs));

        Assert.Null(negatives.Of(SmallConversations.Subject(5, RatingGroup.Summaries), Negatives.Item));
        Assert.Equal(negatives.Of(real, Negatives.Item)!.Donor, new Negatives(Pool, 4).Of(real, Negatives.Item)!.Donor);
    }

    [Fact]
    public void Donors_are_the_same_sample_whatever_the_order_of_the_dataset()
    {
        var there = Donors.Draw(SmallConversations.Many(100), 10, 2).Users.Select(user => user.History.Key).ToArray();
        Assert.Equal(10, there.Length);
        Assert.Equal(there, Donors.Draw(SmallConversations.Many(100).Reverse(), 10, 2).Users.Select(user => user.History.Key));
        Assert.NotEqual(there, Donors.Draw(SmallConversations.Many(100), 10, 3).Users.Select(user => user.History.Key));
    }

    [Theory]
    [InlineData("review")]
    [InlineData("output")]
    public void A_planted_sentence_stands_in_the_request_as_data(string place)
    {
        foreach (var group in RatingScheme.Groups)
        {
            var real = SmallConversations.Subject(6, group);
            foreach (var phrasing in (string[])["harmless", "plain", "authority", "grade_line", "marks", "polite"])
            {
                var planted = Planted.In(real, place, phrasing)!;
                var before = SmallConversations.Questions.Of(real).First().First.User.Split('\n');
                var after = SmallConversations.Questions.Of(planted).First().First.User.Split('\n');
                Assert.Equal(before.Length, after.Length);
                Assert.NotEqual(before, after);
            }
        }
    }

    [Fact]
    public void Experiment_files_are_complete()
    {
        foreach (var name in (string[])["sample", "bias", "planted"])
        {
            var file = Repository.Path($"experiments/rating/{name}.v1.yaml");
            var config = StrictYaml.Load<RatingConfig>(file);
            Assert.Equal(name, config.Name);
            Assert.Equal(StrictYaml.Sha256(config), StrictYaml.Sha256(StrictYaml.Parse<RatingConfig>(StrictYaml.Write(config), "again")));
            // Complete: nothing that the canonical text holds is left to a default.
            Assert.Equal(Keys(StrictYaml.Write(config)), Keys(File.ReadAllText(file)));
        }
    }

    [Fact]
    public void Sections_that_do_not_belong_to_a_study_are_refused()
    {
        var text = File.ReadAllText(Repository.Path("experiments/rating/bias.v1.yaml")).Replace("study: bias", "study: planted", StringComparison.Ordinal);
        var error = Assert.Throws<ConfigException>(() => StrictYaml.Parse<RatingConfig>(text, "x.yaml"));
        Assert.Contains("negatives belong to the study 'bias'", error.Message, StringComparison.Ordinal);
        Assert.Contains("planted texts belong to the study 'planted'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void External_texts_are_judged_as_written_and_beside_others()
    {
        var file = Lent.Data("xrec-books/narratives.jsonl.gz");
        var subjects = ExternalTexts.Read(file, 1).Take(300).ToArray();
        Assert.Equal(["real", "history", "history_and_item"], subjects.Take(3).Select(subject => subject.Variant));
        Assert.All(subjects.Chunk(3), three =>
        {
            Assert.Equal(three[0].Outputs, three[1].Outputs);
            Assert.Equal(three[0].Target!.Purchase.Item.Asin, three[1].Target!.Purchase.Item.Asin);
            Assert.NotEqual(three[0].Target!.Purchase.Item.Asin, three[2].Target!.Purchase.Item.Asin);
            Assert.Equal(three[1].About, three[2].About);
        });
    }

    private static string[] Keys(string yaml) =>
    [
        .. yaml.Split('\n').Select(line => line.Split('#')[0])
            .SelectMany(line => Key().Matches(line).Select(match => match.Value))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"(?<=^|[\s{,])[a-z_]+:(?=\s|$)")]
    private static partial Regex Key();
}
