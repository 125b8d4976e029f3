using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using Regen.Core.Tests.Training;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Models;

[Collection("torch")] // seeds and threads belong to the process
public sealed class ItemEvidenceTests
{
    private static readonly ReadOnlyMemory<int>[] Sequences = [new([0, 1, 2, 3]), new([0, 1, 3]), new([1, 2])];

    [Fact]
    public void A_successor_gains_by_how_often_it_followed()
    {
        using var evidence = new ItemEvidence(Config(lastItems: 1, window: 0));
        using var scope = torch.NewDisposeScope();

        // 1 was followed by 2 twice and by 3 once; amounts start at log(1 + count) / 2.
        var found = Dense(evidence.Successors(Sources(lastItems: 1, window: 0), [1, 0, -1], [])!);

        Assert.Equal([0, 0, MathF.Log(3) / 2, MathF.Log(2) / 2], found, Near);
    }

    [Fact]
    public void A_training_example_does_not_count_its_own_transition()
    {
        using var evidence = new ItemEvidence(Config(lastItems: 1, window: 0));
        using var scope = torch.NewDisposeScope();

        var own = Dense(evidence.Successors(Sources(lastItems: 1, window: 0), [1, 0, -1], [2L])!);
        var only = evidence.Successors(Sources(lastItems: 1, window: 0), [2, 1, 0], [3L]); // 2 was followed by 3 once: by this example

        Assert.Equal([0, 0, MathF.Log(2) / 2, MathF.Log(2) / 2], own, Near);
        Assert.Null(only);
    }

    [Fact]
    public void Company_speaks_for_all_three_last_items_beside_the_distances()
    {
        using var evidence = new ItemEvidence(Config(lastItems: 2, window: 3));
        using var scope = torch.NewDisposeScope();
        var sources = Sources(lastItems: 2, window: 3);

        var found = Dense(evidence.Successors(sources, [2, 1, 0], [])!);

        var near = TransitionCounts.Company(4, Sequences, 3);
        float Company(int item, int other) => Enumerable.Range(near.Starts[item], near.DegreeOf(item)).Where(entry => near.Nexts[entry] == other).Select(entry => MathF.Log(1 + near.Counts[entry]) / 2).Sum();
        float[] expected = [.. Enumerable.Range(0, 4).Select(other => Company(2, other) + Company(1, other) + Company(0, other))];
        expected[3] += (MathF.Log(2) / 2) + (MathF.Log(2) / 2); // 2 -> 3 next, and 1 -> . -> 3 in the first sequence
        Assert.Equal(expected, found, Near);
    }

    [Fact]
    public void Likeness_starts_as_weighted_cosines_of_the_last_items_with_each_item()
    {
        using var texts = TinyCorpus.Texts(6);
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        using var sources = new EvidenceSources([], EvidenceSources.Similar(texts, TinyCorpus.TextWidth).DetachFromDisposeScope());
        using var evidence = new ItemEvidence(TinyCorpus.Model() with { Similarity = new SimilarityConfig { LastItems = 2, Components = TinyCorpus.TextWidth } });

        var asked = evidence.Similar(sources, [4, 2, 1, 5, -1, -1])!.matmul(sources.Similar_VP!.t()).data<float>().ToArray();

        // All components together keep every angle of the centred means.
        var centred = texts.Means() - texts.Means().mean([0]);
        var unit = torch.nn.functional.normalize(centred, dim: -1);
        var cosines = unit.matmul(unit.t()).data<float>().ToArray();
        float[] expected = [.. Enumerable.Range(0, 6).Select(item => (3 * cosines[(4 * 6) + item]) + cosines[(2 * 6) + item]), .. Enumerable.Range(0, 6).Select(item => 3 * cosines[(5 * 6) + item])];
        Assert.Equal(expected, asked, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void A_place_hands_on_its_latest_shown_items_and_all_that_were_shown_but_its_target()
    {
        var batch = SequenceRow.Assemble([new SequenceRow([5, 6, 5, 7], new bool[4], [-1, -1, -1, -1], [6, -1, 7, 5])]);

        Assert.Equal([5, -1, -1, 5, 6, 5, 7, 5, 6], batch.LastItems);
        Assert.Equal([(0, 5), (1, 5), (1, 6), (1, 5), (2, 7), (2, 6)], batch.SeenRows.Zip(batch.Seen, (row, item) => ((int)row, (int)item)));
    }

    [Fact]
    public void A_masked_place_hands_on_what_stands_before_it()
    {
        var batch = SequenceRow.Assemble([new SequenceRow([5, 6, 9], [false, false, true], [-1, -1, -1], [-1, -1, 9])]);

        Assert.Equal([6, 5, -1], batch.LastItems);
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-5;

    private static FlareConfig Config(int lastItems, int window) =>
        TinyCorpus.Model() with { Successors = new SuccessorConfig { LastItems = lastItems, Window = window } };

    [Fact]
    public void Entries_silenced_for_a_device_score_as_those_picked_out()
    {
        using var scope = torch.NewDisposeScope();
        var values = torch.tensor(new[] { 1f, 2f, float.NegativeInfinity, 4f, 8f }).requires_grad_(true);
        var all = new SparseScores(torch.tensor(new long[] { 0, 0, 1, 1, 1 }), torch.tensor(new long[] { 0, 3, 2, 1, 3 }), values);
        var map = torch.tensor(new long[] { 1, -1, -1, 0 });
        float[] Scores(SparseScores scores)
        {
            var dense = torch.zeros([2, 2]);
            scores.AddTo(dense);
            values.grad?.zero_();
            (dense * torch.arange(1, 5).view(2, 2)).sum().backward();
            return [.. dense.detach().data<float>().ToArray(), .. values.grad!.data<float>().ToArray()];
        }

        var picked = Scores(all.Picked(map));
        Assert.Equal([2, 1, 8, 0, 2, 1, 0, 0, 3], picked);
        Assert.Equal(picked, Scores(all.Silenced(map)));
    }

    private static EvidenceSources Sources(int lastItems, int window) =>
        new(SuccessorSource.Of(new SuccessorConfig { LastItems = lastItems, Window = window }, 4, Sequences), null);

    private static float[] Dense(SparseScores scores)
    {
        var dense = torch.zeros([1, 4]);
        scores.AddTo(dense);
        return dense.detach().data<float>().ToArray();
    }
}
