using Regen.Core.Configuration;
using Regen.Core.Inference;
using Regen.Core.Models.Flare;
using Regen.Core.Tests.Training;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Models;

/// <summary>The form without padding, and ranking without score rows, against the plain forms they replace.</summary>
[Collection("torch")] // seeds and threads belong to the process
public sealed class PackedFormTests
{
    private const int Items = 30;

    [Theory]
    [InlineData(false, "post")]
    [InlineData(true, "post")]
    [InlineData(false, "pre")]
    public void Packed_and_padded_blocks_give_the_same_states_and_gradients(bool isCausal, string norm)
    {
        using var texts = new TextTables(TinyCorpus.Texts(Items), TinyCorpus.Texts(5, seed: 12));
        var config = TinyCorpus.Model() with { Norm = norm, Dropout = 0, AttentionDropout = 0 };
        var batch = SequenceRow.Assemble([Row([4, 9, 6, 7, 3]), Row([1, 2]), Row([8, 8, 8, 5, 11, 12, 13, 14]), Row([20])]);

        var packed = StatesAndGradients(Model(config, isCausal, isPacked: true), batch, texts);
        var padded = StatesAndGradients(Model(config, isCausal, isPacked: false), batch, texts);

        Assert.Equal(padded.Keys, packed.Keys);
        foreach (var (name, expected) in padded)
        {
            var most = Math.Max(1, expected.Max(Math.Abs));
            var off = expected.Zip(packed[name], (a, b) => Math.Abs(a - b)).Max();
            Assert.True(off <= 1e-5 * most, $"{name}: off by {off} of {most}");
        }
    }

    [Fact]
    public void Ranks_and_lists_without_score_rows_are_those_read_off_score_rows()
    {
        using var texts = new TextTables(TinyCorpus.Texts(Items), TinyCorpus.Texts(5, seed: 12));
        using var model = Model(TinyCorpus.Model(), isCausal: false, isPacked: true);
        using var scorer = new FlareScorer(model, texts);
        using var ranking = new CatalogueRanking(scorer);
        using var scope = torch.NewDisposeScope();
        Query[] queries = [.. Enumerable.Range(0, 25).Select(user => new Query([user, (user * 7) % Items, user + 2], [-1, -1, -1], -1))];
        int[] targets = [.. queries.Select((_, user) => (user * 11) % Items)];

        var found = ranking.Rank(queries, targets, 10);

        var scores_BV = scorer.Score(queries);
        Assert.Equal(CaseRanking.Ranks(scores_BV, queries, targets), found.Ranks);
        Assert.Equal(CaseRanking.Top(scores_BV, queries, 10, false).Select(list => list.Items), found.TopKept.Select(list => list.Items));
        Assert.Equal(CaseRanking.Top(scores_BV, queries, 10, true).Select(list => list.Items), found.TopRemoved.Select(list => list.Items));
    }

    private static SequenceRow Row(int[] items) =>
        new(items, [.. items.Select((_, i) => i == items.Length - 1)], [.. items.Select((_, i) => i == 1 ? 3 : -1)], [.. items.Select((item, i) => i == items.Length - 1 ? item : -1)]);

    private static FlareModel Model(FlareConfig config, bool isCausal, bool isPacked)
    {
        torch.manual_seed(5);
        return new FlareModel(config, new FlareSizes(Items, TinyCorpus.TextWidth)) { IsCausal = isCausal, IsPacked = isPacked };
    }

    private static Dictionary<string, float[]> StatesAndGradients(FlareModel model, FlareBatch batch, TextTables texts)
    {
        using var scope = torch.NewDisposeScope();
        using var owned = model;
        model.train();
        var hidden = model.forward(batch, model.Vectors(batch.Items, texts.Items).Fused_ND, model.CritiqueVectors(batch.Critiques, texts.Critiques!));
        var asked = hidden.index_select(0, torch.tensor(batch.TargetPlaces));
        torch.manual_seed(6);
        (asked * torch.randn(asked.shape)).sum().backward();
        Dictionary<string, float[]> found = new() { ["states"] = asked.detach().data<float>().ToArray() };
        foreach (var (name, parameter) in model.named_parameters().Where(one => one.parameter.grad is not null))
        {
            found[name] = parameter.grad!.contiguous().data<float>().ToArray();
        }

        return found;
    }
}
