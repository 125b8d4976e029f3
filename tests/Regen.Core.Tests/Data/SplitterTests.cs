using Regen.Core.Data;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class SplitterTests
{
    [Fact]
    public void Leave_one_out_holds_back_the_last_two_of_users_with_three_or_more()
    {
        var split = Splitter.Make("leave_one_out", Table([1, 2, 3, 4], [1, 2, 3], [1, 2], [1]));
        Assert.Equal([2, 1, 2, 1], split.TrainLength);
        Assert.Equal([new EvaluationCase(0, 2), new EvaluationCase(1, 1)], split.Validation);
        Assert.Equal([new EvaluationCase(0, 3), new EvaluationCase(1, 2)], split.Test);
    }

    [Fact]
    public void All_trains_on_everything_and_asks_nothing()
    {
        var split = Splitter.Make("all", Table([1, 2, 3], [5]));
        Assert.Equal([3, 1], split.TrainLength);
        Assert.Empty(split.Validation);
        Assert.Empty(split.Test);
    }

    [Fact]
    public void The_temporal_split_asks_for_the_first_interaction_from_each_cut_on()
    {
        var split = Splitter.Temporal(Table([1, 2, 8, 8, 9], [3, 4, 5, 6, 10], [9, 9]), 0.5, 0.75);
        // Sorted: 1 2 3 4 5 6 8 8 9 9 9 10; the cuts are the times at places 6 and 9: 8 and 9.
        Assert.Equal([2, 4, 0], split.TrainLength);
        Assert.Equal([new EvaluationCase(0, 2)], split.Validation);
        Assert.Equal([new EvaluationCase(0, 4), new EvaluationCase(1, 4)], split.Test);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_learnt_from_is_later_than_anything_asked_for(int seed)
    {
        var random = new Random(seed);
        var table = Table([.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, random.Next(1, 12)).Select(_ => (long)random.Next(60)).Order().ToArray())]);
        var split = Splitter.Make("temporal", table);

        Assert.NotEmpty(split.Validation);
        Assert.NotEmpty(split.Test);
        var learnt = Enumerable.Range(0, table.UserCount).SelectMany(user => table.TimesOf(user)[..split.TrainLength[user]].ToArray()).Max();
        Assert.All(split.Validation.Concat(split.Test), one => Assert.True(table.TimesOf(one.User)[one.HistoryLength] > learnt));
        Assert.All(split.Validation.Concat(split.Test), one => Assert.True(table.TimesOf(one.User)[one.HistoryLength - 1] < table.TimesOf(one.User)[one.HistoryLength]));
        Assert.True(split.Validation.Max(one => table.TimesOf(one.User)[one.HistoryLength]) < split.Test.Min(one => table.TimesOf(one.User)[one.HistoryLength]));
    }

    [Fact]
    public void Cuts_out_of_order_and_unknown_splits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Splitter.Temporal(Table([1]), 0.9, 0.8));
        Assert.Throws<ArgumentException>(() => Splitter.Make("random", Table([1])));
    }

    private static SequenceTable Table(params long[][] times) => new()
    {
        Offsets = [.. times.Aggregate(new List<long> { 0 }, (offsets, user) => [.. offsets, offsets[^1] + user.Length])],
        Items = new int[times.Sum(user => user.Length)],
        Times = [.. times.SelectMany(user => user)],
        SharedLevels = new byte[times.Sum(user => user.Length)],
        Critiques = new int[times.Sum(user => user.Length)],
        IsCritiqued = new bool[times.Sum(user => user.Length)],
    };
}
