using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Xunit;

namespace Regen.Core.Tests.Baselines;

/// <summary>TGH on a graph that was walked by hand: texts in a plane, so that every cosine is the cosine of an angle between two items.</summary>
public sealed class TghTests
{
    // Transitions: 0 -> 1 twice, 0 -> 2 once, 1 -> 3, 2 -> 4, 2 -> 0. Ring 1 of item 0 is {1, 2}, ring 2 {3, 4}.
    private static readonly TrainingPart Part = TrainingPart.Of(Corpora.Of(9, [0, 1, 8, 8], [0, 1, 3, 8, 8], [0, 2, 4, 8, 8], [2, 0, 8, 8]));

    // Degrees of each item's text; item 0 looks along the axis, so its cosine with another is that of the other's angle.
    private static readonly ItemTextVectors Texts = Angles(0, 70, 50, 80, 40, 10, 20, 30, 60);

    [Fact]
    public void Each_ring_gives_its_share_best_first()
    {
        // Ring 1: item 1 has cos 70 + 0.5 * log 3 / log 3 = 0.842, item 2 has cos 50 + 0.5 * log 2 / log 3 = 0.958.
        // Ring 2: item 4 (cos 40) before item 3 (cos 80). Rest: item 5 (cos 10) is the nearest.
        var list = Scorer(2, 2, 1).List([0], [0], isSeenRemoved: false);

        Assert.Equal([2, 1, 4, 3, 5], list);
    }

    [Fact]
    public void Counts_decide_where_texts_do_not()
    {
        var level = Angles(0, 45, 45, 80, 40, 10, 20, 30, 60);

        Assert.Equal([1, 2], Scorer(2, 0, 0, texts: level).List([0], [0], isSeenRemoved: false));
    }

    [Fact]
    public void A_small_ring_takes_leftovers_of_those_inside_it()
    {
        // Ring 1 of item 2 is {4, 0}: 10 and 50 degrees away, equal counts. Ring 2 is {1}, one too few: the leftover 0 comes before it.
        var list = Scorer(1, 2, 0).List([2], [2], isSeenRemoved: false);

        Assert.Equal([4, 0, 1], list);
    }

    [Fact]
    public void The_outermost_ring_leaves_the_history_out_and_the_inner_ones_only_where_seen_items_are_removed()
    {
        int[] history = [5, 2, 0];

        Assert.Equal([2, 1, 4, 3, 6], Scorer(2, 2, 1).List(history, history, isSeenRemoved: false));
        Assert.Equal([1, 4, 3, 6, 7], Scorer(1, 2, 2).List(history, history, isSeenRemoved: true));
    }

    [Fact]
    public void The_second_source_repeats_nothing()
    {
        // Around item 0: 2. Around item 2, whose ring 1 is {0, 4}: both; item 4 looks 10 degrees past it, item 0 50 degrees.
        var list = Scorer(1, 0, 0, before: (2, 0)).List([2, 0], [2, 0], isSeenRemoved: false);

        Assert.Equal([2, 4, 0], list);
    }

    [Fact]
    public void Listed_items_score_in_order_above_all_others_and_those_by_their_texts()
    {
        var scores = new float[9];
        Scorer(1, 1, 1).Score([0], scores);

        int[] order = [.. Enumerable.Range(0, 9).OrderByDescending(item => scores[item])];
        Assert.Equal([2, 4, 5, 6, 7, 8, 1, 3, 0], order); // list, then angles 20, 30, 60, 70, 80, then the history
    }

    [Fact]
    public void An_unfilled_list_is_completed_by_chance_the_same_way_each_time_or_by_texts()
    {
        // Item 6 has no successor: nothing but the fill.
        var chance = Scorer(2, 1, 0).List([6], [6], isSeenRemoved: true);
        var nearest = Scorer(2, 1, 0, fill: "text").List([6], [6], isSeenRemoved: true);

        Assert.Equal(3, chance.Distinct().Count());
        Assert.DoesNotContain(6, chance);
        Assert.Equal(chance, Scorer(2, 1, 0).List([6], [6], isSeenRemoved: true));
        Assert.Equal([5, 7], nearest.Take(2).Order()); // 10 degrees away, on either side
        Assert.Contains(nearest[2], (int[])[0, 4]); // 20 degrees
    }

    [Fact]
    public void Without_texts_there_is_no_TGH() =>
        Assert.Throws<ArgumentException>(() => BaselineEvaluation.Fit(Config(7, 2, 1, null, "random"), Part));

    [Fact]
    public void Only_the_shown_items_count_and_all_seen_ones_are_removed()
    {
        var data = Corpora.Of(5, [0, 1, 2, 3, 4], [2, 3, 0, 1, 4], [0, 1, 0, 1]);
        BaselineTask task = new() { Data = data, Model = new ItemKnnConfig { LastItems = 0 }, Cutoffs = [1] };

        var whole = BaselineEvaluation.Run(task);

        var last = BaselineEvaluation.Run(task with { Shown = 1 });

        Assert.Equal(BaselineEvaluation.Run(task with { Model = new ItemKnnConfig { LastItems = 1 } }).Ranks, last.Ranks);
        Assert.Equal(whole.Ranks.Select(rank => rank.HistoryLength), last.Ranks.Select(rank => rank.HistoryLength));
    }

    private static TghScorer Scorer(
        int first, int second, int rest, (int First, int Second)? before = null, string fill = "random", ItemTextVectors? texts = null) =>
        new(Part, Config(first, second, rest, before, fill), texts ?? Texts);

    private static TghConfig Config(int first, int second, int rest, (int First, int Second)? before, string fill) => new()
    {
        Last = new RingSizes { First = first, Second = second, Rest = rest },
        Before = before is { } sizes ? new RingSizes { First = sizes.First, Second = sizes.Second, Rest = 0 } : null,
        CountWeight = 0.5,
        Fill = fill,
        Text = new TghTextConfig { Encoder = "hashed", MaxTokens = 128 },
    };

    private static ItemTextVectors Angles(params int[] degrees) => ItemTextVectors.Normalised(
        [.. degrees.SelectMany(angle => new[] { MathF.Cos(angle * MathF.PI / 180), MathF.Sin(angle * MathF.PI / 180) })], 2, "by hand");
}
