using Regen.Core.Configuration;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Tests.Training;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Models;

[Collection("torch")] // seeds and threads belong to the process
public sealed class FlareModelTests
{
    private const int Items = 30;

    [Fact]
    public void A_user_scores_the_same_alone_and_beside_a_longer_neighbour()
    {
        using var asked = new Asked(TinyCorpus.Model());

        var alone = asked.Scores(Ask([1, 2, 3]));
        var beside = asked.Scores(Ask([1, 2, 3]), Ask([4, 5, 6, 7, 8, 9]));

        Near(alone[..Items], beside[..Items], 1e-5f);
    }

    [Fact]
    public void Only_the_last_items_that_fit_are_read()
    {
        using var asked = new Asked(TinyCorpus.Model()); // eight positions: seven items and the mask

        Near(asked.Scores(Ask([9, 8, 1, 2, 3, 4, 5, 6, 7])), asked.Scores(Ask([1, 2, 3, 4, 5, 6, 7])), 1e-6f);
    }

    [Fact]
    public void A_critique_changes_the_scores_of_its_user_and_of_nobody_else()
    {
        using var asked = new Asked(TinyCorpus.Model());

        var without = asked.Scores(Ask([1, 2]), Ask([3, 4]));
        var with = asked.Scores(Ask([1, 2], critique: 3), Ask([3, 4]));

        Assert.True(Distance(without[..Items], with[..Items]) > 1e-4);
        Near(without[Items..], with[Items..], 1e-5f);
    }

    [Fact]
    public void A_model_without_the_channel_does_not_read_critiques()
    {
        using var asked = new Asked(TinyCorpus.Model(useCritique: false));

        Near(asked.Scores(Ask([1, 2], critique: 3)), asked.Scores(Ask([1, 2])), 0);
    }

    [Fact]
    public void A_masked_position_loses_its_id_and_its_text()
    {
        using var asked = new Asked(TinyCorpus.Model());
        FlareBatch Batch(int hidden) => SequenceRow.Assemble(
            [new SequenceRow([4, hidden, 6], [false, true, false], [-1, -1, -1], [-1, hidden, -1])]);

        Near(asked.Hidden(Batch(5)), asked.Hidden(Batch(17)), 0);
    }

    [Fact]
    public void A_causal_model_does_not_see_what_comes_after()
    {
        using var asked = new Asked(TinyCorpus.Model(), isCausal: true);
        FlareBatch Batch(int last) => SequenceRow.Assemble(
            [new SequenceRow([4, 5, last], new bool[3], [-1, -1, -1], [5, last, -1])]);
        var width = TinyCorpus.Model().Width;

        var one = asked.Hidden(Batch(6));
        var other = asked.Hidden(Batch(7));

        Near(one[..(2 * width)], other[..(2 * width)], 1e-6f);
        Assert.True(Distance(one[(2 * width)..], other[(2 * width)..]) > 1e-3);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("fused")]
    public void An_item_that_training_never_saw_is_ranked_by_its_text_and_the_mean_bias(string head)
    {
        var config = TinyCorpus.Model();
        using var asked = new Asked(config with { Head = config.Head with { Items = head } });
        var isTrained = Enumerable.Repeat(true, Items).ToArray();
        isTrained[7] = false;
        asked.Model.SetTrainedItems(isTrained);

        using var scorer = new FlareScorer(asked.Model, asked.Tables);
        using var scope = torch.NewDisposeScope();
        var context_1D = asked.Model.Vectors([7], asked.Tables.Items).Context_ND!;

        Near(scorer.Catalogue.Items_VD[7].data<float>().ToArray(), context_1D.data<float>().ToArray(), 1e-6f);
        Assert.Equal(-1e9, asked.Model.TrainingBias()[7].item<float>(), 1e3);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("output")]
    public void An_item_of_which_nothing_is_known_scores_as_the_trained_ones_on_average(string head)
    {
        var config = TinyCorpus.Model(useText: false, useCritique: false);
        using var asked = new Asked(config with { Contrastive = config.Contrastive with { Weight = 0 }, Head = config.Head with { Items = head } });
        var isTrained = Enumerable.Repeat(true, Items).ToArray();
        isTrained[7] = false;
        asked.Model.SetTrainedItems(isTrained);

        var scores = asked.Scores(Ask([1, 2]));

        Assert.Equal(scores.Where((_, item) => item != 7).Average(), scores[7], 1e-4);
        Assert.True(scores.Max() - scores.Min() > 0.01); // a model that tells items apart
    }

    [Theory]
    [InlineData("sum", "perceiver")]
    [InlineData("resampler", "perceiver")]
    [InlineData("sum", "mean")]
    public void Every_fusion_and_resampler_gives_one_vector_per_item(string fusion, string resampler)
    {
        var config = TinyCorpus.Model();
        using var asked = new Asked(config with { Text = config.Text with { Fusion = fusion, Resampler = resampler } });
        using var scope = torch.NewDisposeScope();

        var vectors = asked.Model.Vectors([3, 1, 3], asked.Tables.Items);

        Assert.Equal([3L, config.Width], vectors.Fused_ND.shape);
        Near(vectors.Fused_ND[0].data<float>().ToArray(), vectors.Fused_ND[2].data<float>().ToArray(), 1e-6f);
    }

    [Fact]
    public void A_text_only_model_has_no_id_embedding()
    {
        var config = TinyCorpus.Model();
        using var asked = new Asked(config with
        {
            ItemIds = false,
            Contrastive = config.Contrastive with { Weight = 0 },
            Head = config.Head with { Items = "fused" },
        });

        Assert.DoesNotContain(asked.Model.named_parameters(), pair => pair.name.Contains("item_embedding", StringComparison.Ordinal));
        Assert.Equal(Items, asked.Scores(Ask([1, 2])).Length);
    }

    private static Query Ask(int[] history, int critique = -1) => new(history, [.. history.Select(_ => -1)], critique);

    private static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs(x - (double)y)).Max();

    private static void Near(float[] a, float[] b, float tolerance)
    {
        Assert.Equal(a.Length, b.Length);
        Assert.True(Distance(a, b) <= tolerance, $"largest difference {Distance(a, b)}");
    }

    /// <summary>A model with random weights of one seed, and its texts.</summary>
    private sealed class Asked : IDisposable
    {
        public Asked(FlareConfig config, bool isCausal = false)
        {
            torch.manual_seed(5);
            Tables = new TextTables(TinyCorpus.Texts(Items), TinyCorpus.Texts(5, seed: 12));
            Model = new FlareModel(config, new FlareSizes(Items, TinyCorpus.TextWidth)) { IsCausal = isCausal };
            Model.eval();
            using var frozen = torch.no_grad();
            foreach (var parameter in Model.parameters())
            {
                if (parameter.dim() >= 2)
                {
                    parameter.mul_(8); // far enough from zero that a forgotten input shows
                }
            }
        }

        public FlareModel Model { get; }

        public TextTables Tables { get; }

        public float[] Scores(params Query[] queries)
        {
            using var scorer = new FlareScorer(Model, Tables);
            using var scores_BV = scorer.Score(queries);
            return scores_BV.data<float>().ToArray();
        }

        public float[] Hidden(FlareBatch batch)
        {
            using var frozen = torch.no_grad();
            using var scope = torch.NewDisposeScope();
            return Model.forward(batch, Model.Vectors(batch.Items, Tables.Items).Fused_ND, null).data<float>().ToArray();
        }

        public void Dispose()
        {
            Model.Dispose();
            Tables.Dispose();
        }
    }
}
