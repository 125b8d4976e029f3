// Shape letters: Q questions of a step, N cells, L width of the text encoder.
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Flare.Query;
using Regen.Core.Runs;
using TorchSharp;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Training;

/// <summary>
/// The second part of a training: the head in which critiques ask the items' texts, on top of a finished model that stays as
/// it is. A minute's work on some thousand pairs, and some ten where layers of the encoder learn; a killed one starts again, to the same weights.
/// </summary>
public sealed class QueryTrainer : IDisposable
{
    private const double LowestShare = 0.02; // of the learning rate, at the end
    private static readonly float[] Mixes = [0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.8f, 1, 1.25f, 1.5f, 2, 3, 5, 8, 12, 20];

    private readonly FlareTask task;
    private readonly Models.Flare.FlareModel model;
    private readonly QueryHead head;
    private bool isHandedOver;
    private readonly Tensor critiques_CL;
    private readonly QueryExample[] training;
    private readonly QueryExample[] validation;
    private readonly IProgress<WorkProgress>? progress;

    /// <param name="task">The corpus and the settings; its critique section has a query.</param>
    /// <param name="model">Trained on history; receives the head.</param>
    /// <exception cref="RegenException">The training part has no critiques.</exception>
    public QueryTrainer(FlareTask task, Models.Flare.FlareModel model, IProgress<WorkProgress>? progress = null)
    {
        (this.task, this.model, this.progress) = (task, model, progress);
        var config = task.Model.Critique.Query!;
        if (task.Texts.Critiques is null)
        {
            throw new RegenException("The corpus has no critiques, so there is nothing to learn from.", task.Data.Folder, "Prepare it with critiques, or set model.critique.query to null.");
        }

        manual_seed((long)(SeededRandom.Derive(task.Seed, "query weights") >> 1));
        var sources = QueryExamples.Sources(task);
        var weights = new CritiqueQuery(config, (int)sources.Items_VL.size(1), sources.Words.Vocabulary.Length, config.TunedLayers > 0 ? task.Reader!() : null);
        weights.to(task.Device);
        head = new QueryHead(weights, sources) { Config = config };
        critiques_CL = QuerySources.Unit(task.Texts.Critiques).DetachFromDisposeScope();
        training = QueryExamples.OfTraining(task.Data, task.Texts, sources, config.Words);
        validation = QueryExamples.OfCases(task.Data, task.Texts, sources, config.Words, task.Data.Split.Validation);
        if (training.Length == 0)
        {
            throw new RegenException("The training part has no critiqued pair.", task.Data.Folder, "Give more critiques, or set model.critique.query to null.");
        }
    }

    /// <summary>Trains, keeps the best epoch and mix on validation (the last, and an even mix, where it has no critiques), and hands the head to the model.</summary>
    /// <param name="log">Receives one event an epoch.</param>
    /// <param name="stepsBefore">Steps of the model's own training, which the events stand after.</param>
    public void Run(EventLog log, long stepsBefore, CancellationToken stop = default)
    {
        model.Query = null; // history alone is mixed in
        using var history_QV = HistoryScores();
        using var optimizers = new QueryOptimizers(head.Weights, head.Config);
        var best = (Ndcg: double.NegativeInfinity, Mix: 0f, Epoch: 0, State: (Dictionary<string, Tensor>?)null);
        for (var epoch = 0; epoch < head.Config.Epochs; epoch++)
        {
            var loss = RunEpoch(optimizers, epoch, stop);
            var (ndcg, mix) = BestMix(history_QV);
            log.Append(new RunEvent { Kind = "query", Step = stepsBefore, Epoch = epoch + 1, Loss = loss, Validation = ndcg });
            progress?.Report(new WorkProgress(
                $"critiques, epoch {epoch + 1}", epoch + 1, head.Config.Epochs, "epochs", $"loss {loss:F3}, NDCG@10 of critiqued users {ndcg:F4} at mix {mix}"));
            if (validation.Length == 0 || ndcg > best.Ndcg)
            {
                Free(best.State);
                best = (ndcg, mix, epoch + 1, Copy());
            }
        }

        Restore(best.State!, best.Mix);
        Free(best.State);
        (model.Query, isHandedOver) = (head, true);
        QueryFile.Write(task.Run.Path, head, task.Data.CatalogueSha256);
    }

    public void Dispose()
    {
        critiques_CL.Dispose();
        if (!isHandedOver)
        {
            head.Dispose();
        }
    }

    private double RunEpoch(QueryOptimizers optimizers, int epoch, CancellationToken stop)
    {
        var order = Enumerable.Range(0, training.Length).ToArray();
        SeededRandom.For(task.Seed, "query order", $"{epoch}").Shuffle<int>(order);
        var batches = order.Chunk(head.Config.Batch).ToArray();
        var (steps, sum) = (batches.Length * head.Config.Epochs, 0.0);
        for (var place = 0; place < batches.Length; place++)
        {
            stop.ThrowIfCancellationRequested();
            var step = (epoch * batches.Length) + place;
            optimizers.SetRates(Math.Max(LowestShare, 1 - ((double)step / steps)));
            sum += Step(optimizers, [.. batches[place].Select(example => training[example])], step) * batches[place].Length;
        }

        return sum / training.Length;
    }

    private double Step(QueryOptimizers optimizers, QueryExample[] examples, int step)
    {
        using var scope = NewDisposeScope();
        manual_seed((long)(SeededRandom.Derive(task.Seed, "query dropout", $"{step}") >> 1));
        var random = SeededRandom.For(task.Seed, "query words", $"{step}");
        examples = Array.ConvertAll(examples, example => example.Worded(random));
        head.Weights.train();
        optimizers.ZeroGradients();
        var critiques_QL = Sentences(examples);
        var cells = head.Cells([.. examples.Select(example => example.Question)], critiques_QL, (_, _) => random.NextDouble() >= head.Config.WordDropout);
        var read_QL = head.Weights.Read(critiques_QL, task.Texts.Tokens, Rows(examples));
        var scores_N = head.Weights.Score(head.Sources, cells.ToTensors(task.Device), read_QL);
        var padded = full([(long)examples.Length * cells.Width], -1e9f, ScalarType.Float32, task.Device);
        var scores_QN = padded.index_copy_(0, tensor(cells.Places).Upload(task.Device), scores_N).view(examples.Length, cells.Width);
        var loss = functional.cross_entropy(scores_QN, tensor(cells.Targets).Upload(task.Device));
        loss.backward();
        optimizers.Step();
        return loss.item<float>();
    }

    // NDCG@10 of critiqued validation users, seen items removed, at the mix that makes most of it.
    private (double Ndcg, float Mix) BestMix(Tensor history_QV)
    {
        if (validation.Length == 0)
        {
            return (0, 0.5f);
        }

        using var frozen = no_grad();
        using var answered = NewDisposeScope();
        var best = (Ndcg: double.NegativeInfinity, Mix: 0f);
        var answers = head.Answer([.. validation.Select(example => example.Question with { Target = -1 })], Validated());
        Query[] queries = [.. validation.Select(example => new Query(example.Question.Hidden, [], -1))];
        foreach (var mix in Mixes)
        {
            using var scope = NewDisposeScope();
            var scores_QV = history_QV.clone();
            head.AddTo(scores_QV, [.. Enumerable.Range(0, validation.Length)], answers, mix);
            var ranks = CaseRanking.Ranks(scores_QV, queries, [.. validation.Select(example => example.Question.Target)]);
            var ndcg = ranks.Average(rank => rank.Removed <= 10 ? 1 / Math.Log2(1 + rank.Removed) : 0);
            if (ndcg > best.Ndcg)
            {
                best = (ndcg, mix);
            }
        }

        return best;
    }

    private Tensor HistoryScores()
    {
        if (validation.Length == 0)
        {
            return zeros([1, 1]).DetachFromDisposeScope();
        }

        using var scope = NewDisposeScope();
        using var scorer = new FlareScorer(model, task.Texts);
        var parts = validation.Chunk(task.Evaluation.Batch).Select(part =>
            scorer.Score([.. part.Select(example => new Query(example.Question.Hidden, [.. example.Question.Hidden.Select(_ => -1)], -1))]));
        return cat([.. parts], 0).DetachFromDisposeScope();
    }

    // In parts: token states of many sentences take room.
    private SentenceVectors Validated()
    {
        using var scope = NewDisposeScope();
        SentenceVectors[] parts = [.. validation.Chunk(head.Config.Batch).Select(part => head.Read(Sentences(part), task.Texts.Tokens, Rows(part)))];
        return new SentenceVectors(
            cat([.. parts.Select(part => part.Published_QL)], 0).MoveToOuterDisposeScope(), cat([.. parts.Select(part => part.Read_QL)], 0).MoveToOuterDisposeScope());
    }

    private static int[] Rows(QueryExample[] examples) => Array.ConvertAll(examples, example => example.Critique);

    private Tensor Sentences(QueryExample[] examples) =>
        critiques_CL.index_select(0, tensor(Array.ConvertAll(examples, example => (long)example.Critique)).Upload(critiques_CL.device));

    private Dictionary<string, Tensor> Copy() =>
        head.Weights.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.detach().clone().DetachFromDisposeScope());

    private void Restore(Dictionary<string, Tensor> state, float mix)
    {
        using var frozen = no_grad();
        foreach (var (name, value) in head.Weights.state_dict())
        {
            value.copy_(state[name]);
        }

        head.Weights.Mix.fill_(mix);
    }

    private static void Free(Dictionary<string, Tensor>? state)
    {
        foreach (var tensor in state?.Values.ToArray() ?? [])
        {
            tensor.Dispose();
        }
    }
}
