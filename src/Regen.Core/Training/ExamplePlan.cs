using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;

namespace Regen.Core.Training;

/// <summary>
/// Which examples every step sees. Everything follows from seed, epoch and place, so a resumed run needs no state but its
/// step number.
/// </summary>
public sealed class ExamplePlan
{
    private const int BatchesPerWindow = 16;

    private readonly PreparedData data;
    private readonly TrainingConfig training;
    private readonly FlareConfig model;
    private readonly long seed;
    private readonly int[] users;

    public ExamplePlan(PreparedData data, FlareConfig model, TrainingConfig training, long seed)
    {
        (this.data, this.model, this.training, this.seed) = (data, model, training, seed);
        users = [.. Enumerable.Range(0, data.Sequences.UserCount).Where(user => data.Split.TrainLength[user] >= 2)];
        if (users.Length == 0)
        {
            throw new RegenException(
                "No user has two interactions to learn from.", data.Folder, "Lower prepare.min_interactions, or give more data.");
        }

        StepsPerEpoch = ((users.Length * training.PassesPerEpoch) + training.Batch - 1) / training.Batch;
    }

    public int StepsPerEpoch { get; }

    /// <summary>The users of each batch of an epoch. Batches gather users of like length, so that little is padded.</summary>
    public int[][] Batches(int epoch)
    {
        var random = SeededRandom.For(seed, "order", $"{epoch}");
        List<int> order = [];
        for (var pass = 0; pass < training.PassesPerEpoch; pass++)
        {
            var shuffled = users.ToArray();
            random.Shuffle<int>(shuffled);
            order.AddRange(shuffled);
        }

        var windows = order.Chunk(training.Batch * BatchesPerWindow).Select(window => window.OrderBy(Length).ToArray());
        int[][] batches = [.. windows.SelectMany(window => window.Chunk(training.Batch))];
        random.Shuffle<int[]>(batches);
        return batches;
    }

    /// <summary>The batch of one step.</summary>
    public FlareBatch Build(int epoch, int step, IReadOnlyList<int> batchUsers)
    {
        var random = SeededRandom.For(seed, "examples", $"{epoch}", $"{step}");
        return SequenceRow.Assemble([.. batchUsers.Select(user => Example(user, random))]);
    }

    private int Length(int user) => Math.Min(data.Split.TrainLength[user], model.MaxHistory);

    private SequenceRow Example(int user, SeededRandom random)
    {
        var length = data.Split.TrainLength[user];
        var items = data.Sequences.ItemsOf(user)[..length];
        var critiques = Critiques(user, length, random);
        if (training.Objective == "causal")
        {
            return CausalRow(items, critiques);
        }

        var isLast = random.NextDouble() < training.LastItemProbability;
        var end = isLast && training.RandomPrefixes ? 2 + random.Next(length - 1) : length;
        var start = Math.Max(0, end - model.MaxHistory);
        return MaskedRow(items[start..end], critiques.AsSpan(start..end), isLast, random);
    }

    private SequenceRow CausalRow(ReadOnlySpan<int> items, int[] critiques)
    {
        var start = Math.Max(0, items.Length - 1 - model.MaxHistory);
        var shown = items[start..^1];
        return new SequenceRow(shown.ToArray(), new bool[shown.Length], critiques[(start + 1)..], items[(start + 1)..].ToArray());
    }

    private SequenceRow MaskedRow(ReadOnlySpan<int> items, ReadOnlySpan<int> critiques, bool isLast, SeededRandom random)
    {
        var isMasked = new bool[items.Length];
        if (isLast)
        {
            isMasked[^1] = true;
        }
        else
        {
            var places = Enumerable.Range(0, items.Length).ToArray();
            random.Shuffle<int>(places);
            var count = Math.Clamp((int)Math.Round(items.Length * training.MaskProbability), 1, items.Length - 1);
            foreach (var place in places.AsSpan(0, count))
            {
                isMasked[place] = true;
            }
        }

        var targets = new int[items.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = isMasked[i] ? items[i] : -1;
        }

        return new SequenceRow(items.ToArray(), isMasked, critiques.ToArray(), targets);
    }

    private int[] Critiques(int user, int length, SeededRandom random)
    {
        var isWithheld = random.NextDouble() < model.Critique.Dropout; // drawn always: the draws after it do not depend on the switch
        var critiques = data.Sequences.CritiquesOf(user)[..length].ToArray();
        if (isWithheld || !model.Critique.Use)
        {
            Array.Fill(critiques, -1);
        }

        return critiques;
    }
}
