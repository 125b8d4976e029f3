using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Models.Flare;
using Regen.Core.Training.Losses;
using Regen.Tests;
using TorchSharp;
using TorchSharp.Regen;
using Xunit;

namespace Regen.Core.Tests.Training;

[Collection("torch")] // seeds and threads belong to the process
public sealed class ItemLossTests
{
    private const float Tolerance = 1e-5f;

    public static TheoryData<string> Folders => [.. Lent.Golden("transformer")];

    /// <summary>Golden set transformer/sampled_softmax: PyTorch 2.13 on the formula of the set's README.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Sampled_softmax_and_its_gradients_are_torchs(string folder)
    {
        using var scope = torch.NewDisposeScope();
        using var file = SafetensorsFile.Open(Path.Combine(folder, "sampled_softmax.safetensors"));
        var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement.GetProperty("sampled_softmax");
        var (hidden, items) = (file.Load("hidden").requires_grad_(), file.Load("items").requires_grad_());

        var rows = SampledSoftmax.Rows(hidden, items, -file.Load("q").log(), file.Load("positive"), file.Load("negatives"));
        rows.mean().backward();

        Assert.Equal(expected.GetProperty("both_corrected").GetDouble(), rows.mean().item<float>(), Tolerance);
        Near(file.Load("both_corrected.grad.hidden"), hidden.grad!);
        Near(file.Load("both_corrected.grad.items"), items.grad!);
    }

    [Fact]
    public void Drawing_ever_more_items_comes_to_the_sum_over_all_others()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        int[] counts = [5, 1, 0, 7, 2, 9, 1, 3];
        var asked = Asked(items: counts.Length, untrained: 2);

        double Sampled(int n, string kind)
        {
            var proposal = Proposal.Of(kind, counts);
            var ownChance = proposal.LogChances(torch.CPU).index_select(0, torch.tensor(asked.Batch.Targets)).mean().item<float>();
            return new SampledSoftmax(Loss("sampled", n), proposal).Of(asked).item<float>() - Math.Log(n) - ownChance;
        }

        // A target that is drawn is left out of its row, and its own corrected score stays small beside n others:
        // the limit is log(n (total - own)) - own + log q(target), so without log n and log q it is that of the others.
        var scores = asked.Answers_MD.matmul(asked.Items_VD.t()) + asked.Bias_V;
        var own = scores.gather(1, torch.tensor(asked.Batch.Targets).unsqueeze(1)).squeeze(1);
        var others = (scores.logsumexp(1).exp() - own.exp()).log();
        var limit = (others - own).mean().item<float>();
        Assert.Equal(limit, Sampled(400_000, "uniform"), 0.02);
        Assert.Equal(limit, Sampled(400_000, "popularity"), 0.02);
    }

    [Fact]
    public void Items_that_training_never_saw_are_never_drawn()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(4);
        foreach (var kind in new[] { "uniform", "popularity" })
        {
            var drawn = Proposal.Of(kind, [0, 4, 0, 1]).Draw(1000, torch.CPU).data<long>().ToArray();

            Assert.Equal([1L, 3L], drawn.Distinct().Order());
        }
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, 0.25)]
    [InlineData(0.75, 0.4375)] // 0.25 * (0.75 * (1 - 4) + 4)
    public void Beta_goes_from_plain_cross_entropy_to_the_share_of_drawn_items(double calibration, double beta)
    {
        var loss = new GeneralisedBce(Loss("gbce", 2) with { Calibration = calibration }, Proposal.Of("uniform", [1]));

        Assert.Equal(beta, loss.Beta(drawn: 2, items: 9), 1e-12);
    }

    [Fact]
    public void Gbce_is_its_formula()
    {
        using var scope = torch.NewDisposeScope();
        float[] own = [0.3f, -1.5f];
        float[,] others = { { 0.1f, -2f, 3f }, { -0.2f, 0f, 1e-3f } };

        var rows = GeneralisedBce.Rows(torch.tensor(own), torch.tensor(others), beta: 0.4).data<float>().ToArray();

        for (var row = 0; row < own.Length; row++)
        {
            var expected = 0.4 * Math.Log(1 + Math.Exp(-own[row])) + Enumerable.Range(0, 3).Sum(i => Math.Log(1 + Math.Exp(others[row, i])));
            Assert.Equal(expected, rows[row], Tolerance);
        }
    }

    [Fact]
    public void Gbce_leaves_a_drawn_target_out_and_gives_every_answer_a_gradient()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(6);
        var asked = Asked(items: 2, untrained: -1); // half of all drawn items are targets
        var loss = new GeneralisedBce(Loss("gbce", 64), Proposal.Of("uniform", [1, 1])).Of(asked);
        loss.backward();

        Assert.True(float.IsFinite(loss.item<float>()));
        Assert.True(asked.Answers_MD.grad!.abs().sum([1L]).gt(0).all().item<bool>());
    }

    private static LossConfig Loss(string kind, int negatives) => new() { Kind = kind, Negatives = negatives, Calibration = 0.75, Proposal = "uniform" };

    private static ItemAnswers Asked(int items, int untrained)
    {
        FlareBatch batch = SequenceRow.Assemble(
        [
            new SequenceRow([0, 1, 1], new bool[3], [-1, -1, -1], [1, 0, 1]),
            new SequenceRow([1, 0], new bool[2], [-1, -1], [1, 0]),
        ]);
        var bias = torch.zeros([items]);
        if (untrained >= 0)
        {
            bias[untrained] = torch.tensor(-1e9f);
        }

        return new ItemAnswers(torch.randn([batch.Targets.Length, 4]).requires_grad_(), torch.randn([items, 4]), bias, batch);
    }

    private static void Near(torch.Tensor expected, torch.Tensor found)
    {
        var difference = (expected - found).abs().max().item<float>();
        Assert.True(difference <= Tolerance, $"largest difference {difference}");
    }
}
