// Shape letters: M asked-for places, V items, E entries, P principal components, K last items.
using Regen.Core.Configuration;
using Regen.Core.Domain;
using TorchSharp.Modules;
using TorchSharp.Regen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Regen.Core.Models.Flare;

/// <summary>
/// What the last items alone say of the next one, beside the transformer: how often each item followed them, and how like
/// them its text is.
/// </summary>
/// <remarks>
/// The two signals of the untrained graph heuristic TGH (arXiv:2605.07125) as trained parts of the score, a deviation from
/// FLARE behind switches. Chosen on validation: docs/log.md.
/// </remarks>
public sealed class ItemEvidence : Module
{
    /// <summary>Latest items that each asked-for place hands on.</summary>
    public const int MaxLastItems = 3;

    private const int CountBuckets = 6;
    private const int TotalBuckets = 7;

    // A few hundred numbers that all users share may move faster than an embedding; with Adam, a gain is a learning rate.
    private const float Gain = 5;

    private readonly Parameter? successor_amounts;
    private readonly Parameter? similarity_weights;
    private readonly Parameter? similarity_map;
    private Entries? spare;

    public ItemEvidence(FlareConfig config)
        : base(nameof(ItemEvidence))
    {
        if (config.Successors is { } successors)
        {
            successor_amounts = Parameter(StartingAmounts(SuccessorSource.CountOf(successors)) / Gain);
        }

        if (config.Similarity is { } similarity)
        {
            float[] start = [3, 1, 0.5f];
            similarity_weights = Parameter(tensor(start[..similarity.LastItems]) / Gain);
            similarity_map = Parameter(eye(similarity.Components));
        }

        RegisterComponents();
    }

    /// <summary>What training adds to the scores of successors of the last items.</summary>
    /// <param name="lastItems">The latest items of each place, latest first, -1 where there is none; [M * <see cref="MaxLastItems"/>].</param>
    /// <param name="targets">The item that followed, whose own transition is not counted; empty in use, where nobody knows it.</param>
    /// <returns>The caller's dispose scope owns it; null when the switch is off or nothing follows.</returns>
    public SparseScores? Successors(EvidenceSources sources, int[] lastItems, ReadOnlySpan<long> targets)
    {
        if (successor_amounts is null)
        {
            return null;
        }

        // Kept between steps: a step finds millions of entries, and growing new lists for them cost a sixth of the training's time.
        var found = Interlocked.Exchange(ref spare, null) ?? new Entries();
        try
        {
            for (var table = 0; table < sources.Successors.Count; table++)
            {
                var source = sources.Successors[table];
                var hidesOwn = source.HoldsOwn && !targets.IsEmpty;
                for (var row = 0; row < lastItems.Length / MaxLastItems; row++)
                {
                    var last = lastItems[(row * MaxLastItems) + source.Back];
                    if (last >= 0)
                    {
                        found.Add(source.Counts, table, row, last, hidesOwn ? (int)targets[row] : -1);
                    }
                }
            }

            return found.Rows.Count == 0 ? null : Scores(found, successor_amounts);
        }
        finally
        {
            found.Clear();
            spare = found;
        }
    }

    private static SparseScores Scores(Entries found, Tensor amounts)
    {
        using var scope = NewDisposeScope();
        var device = amounts.device;
        var values_E = amounts.index_select(0, tensor(found.Buckets).Upload(device)) * Gain;
        return new SparseScores(
            tensor(found.Rows).Upload(device).MoveToOuterDisposeScope(),
            tensor(found.Items).Upload(device).MoveToOuterDisposeScope(),
            values_E.MoveToOuterDisposeScope());
    }

    /// <summary>The last items' texts as further features of an answer, to be multiplied with those of <see cref="EvidenceSources.Similar_VP"/>.</summary>
    /// <param name="lastItems">As for <see cref="Successors"/>.</param>
    /// <returns>float32 [M, P]; null when the switch is off.</returns>
    public Tensor? Similar(EvidenceSources sources, int[] lastItems)
    {
        if (similarity_map is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var (texts_VP, count) = (sources.Similar_VP!, (int)similarity_weights!.size(0));
        var rows = lastItems.Length / MaxLastItems;
        var places = new long[rows * count];
        var weights = new float[rows * count];
        for (var row = 0; row < rows; row++)
        {
            for (var back = 0; back < count; back++)
            {
                var last = lastItems[(row * MaxLastItems) + back];
                places[(row * count) + back] = Math.Max(0, last);
                weights[(row * count) + back] = last < 0 ? 0 : 1;
            }
        }

        var own_MKP = texts_VP.index_select(0, tensor(places).Upload(texts_VP.device)).view(rows, count, -1);
        var weights_MK1 = tensor(weights, [rows, count]).Upload(texts_VP.device).mul(similarity_weights * Gain).unsqueeze(-1);
        return (own_MKP * weights_MK1).sum(1).matmul(similarity_map).MoveToOuterDisposeScope();
    }

    // log(1 + count) / 2 at every number of successors.
    private static Tensor StartingAmounts(int tables)
    {
        var amounts = new float[tables * CountBuckets * TotalBuckets];
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = MathF.Log(1 + (i / TotalBuckets % CountBuckets)) / 2;
        }

        return tensor(amounts);
    }

    /// <summary>Entries in the making.</summary>
    private sealed class Entries
    {
        public List<long> Rows { get; } = [];

        public List<long> Items { get; } = [];

        public List<long> Buckets { get; } = [];

        public void Add(TransitionCounts transitions, int table, int row, int last, int target)
        {
            var own = target >= 0 ? 1 : 0;
            var total = TotalBucket(transitions.TotalOf(last) - own);
            for (var entry = transitions.Starts[last]; entry < transitions.Starts[last + 1]; entry++)
            {
                var item = transitions.Nexts[entry];
                var count = transitions.Counts[entry] - (item == target ? 1 : 0);
                if (count > 0)
                {
                    Rows.Add(row);
                    Items.Add(item);
                    Buckets.Add((((table * CountBuckets) + Math.Min(count, CountBuckets - 1)) * TotalBuckets) + total);
                }
            }
        }

        public void Clear()
        {
            Rows.Clear();
            Items.Clear();
            Buckets.Clear();
        }

        private static int TotalBucket(int total) => Math.Min((int)Math.Log2(Math.Max(total, 1)), TotalBuckets - 1);
    }
}
