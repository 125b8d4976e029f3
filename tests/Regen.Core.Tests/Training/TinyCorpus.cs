using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using TorchSharp;

namespace Regen.Core.Tests.Training;

/// <summary>A corpus small enough to reason about: each user walks a ring of items, now and then with a critique.</summary>
internal static class TinyCorpus
{
    public const int TextWidth = 12;

    public static PreparedData Make(int users = 40, int items = 30, int length = 7, bool hasCritiques = true, long seed = 3)
    {
        var random = SeededRandom.For(seed, "tiny");
        var offsets = new long[users + 1];
        List<int> bought = [];
        List<int> critiques = [];
        for (var user = 0; user < users; user++)
        {
            var start = random.Next(items - 2); // the last two items of the catalogue are bought by nobody
            for (var i = 0; i < length + (user % 3); i++)
            {
                bought.Add((start + (i * (1 + (user % 2)))) % (items - 2));
                critiques.Add(hasCritiques && i > 0 && i % 2 == 1 ? bought[^1] % 5 : -1);
            }

            offsets[user + 1] = bought.Count;
        }

        return Of(offsets, [.. bought], [.. critiques], items);
    }

    public static FlareConfig Model(bool useText = true, bool useCritique = true) => new()
    {
        Width = 16,
        Layers = 2,
        Heads = 2,
        FeedForward = 32,
        MaxHistory = 8,
        Dropout = 0.1,
        AttentionDropout = 0.1,
        Norm = "post",
        ItemIds = true,
        Text = new ItemTextConfig
        {
            Use = useText,
            Encoder = "hashed",
            Form = "chunks",
            Chunks = 3,
            MaxTokens = 32,
            Resampler = "perceiver",
            Perceiver = new PerceiverConfig { Depth = 1, Heads = 2, HeadWidth = 8, Latents = 2, FeedForwardMultiple = 2 },
            Fusion = "sum",
        },
        Critique = new CritiqueChannelConfig { Use = useCritique, Dropout = 0.3 },
        Contrastive = new ContrastiveConfig { Weight = useText ? 0.1 : 0, Temperature = 0.07, LearnTemperature = false },
        Head = new HeadConfig { Items = "id", Transform = true, Bias = true },
    };

    public static TrainingConfig Training(int epochs = 3, string objective = "mlm") => new()
    {
        Objective = objective,
        MaskProbability = 0.2,
        LastItemProbability = 0.5,
        RandomPrefixes = true,
        Batch = 16,
        Epochs = epochs,
        PassesPerEpoch = 1,
        LearningRate = 0.003,
        Schedule = "constant",
        WarmUp = 0.1,
        Beta1 = 0.9,
        Beta2 = 0.99,
        WeightDecay = 0,
        MaxGradientNorm = 5,
        LabelSmoothing = 0,
        Precision = "fp32",
        Patience = 100,
        EvaluateEvery = 1,
    };

    /// <summary>Random text vectors, of unit length, fixed by the seed.</summary>
    public static ITextTable Texts(int count, long seed = 11, int vectors = 3)
    {
        var random = SeededRandom.For(seed, "texts");
        var values = new float[count * vectors * TextWidth];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.NextGaussian() * 0.3f;
        }

        return new ResidentTextTable(torch.tensor(values, [count, vectors, TextWidth]));
    }

    public static TextTables Tables(PreparedData data) => new(Texts(data.Items.Count), Texts(data.CritiqueTexts.Count, seed: 12));

    private static PreparedData Of(long[] offsets, int[] bought, int[] critiques, int items)
    {
        var users = offsets.Length - 1;
        var sequences = new SequenceTable
        {
            Offsets = offsets,
            Items = bought,
            Times = [.. bought.Select((_, i) => 86_400L * i)],
            SharedLevels = new byte[bought.Length],
            Critiques = critiques,
            IsCritiqued = [.. critiques.Select(critique => critique >= 0)],
        };
        return new PreparedData
        {
            Folder = "tiny",
            Sha256 = new string('0', 64),
            CatalogueSha256 = new string('1', 64),
            Name = "tiny",
            IsSynthetic = true,
            TieOrder = "file",
            Items = [.. Enumerable.Range(0, items).Select(i => new Item { Asin = $"A{i:D9}", Title = $"Thing {i}" })],
            Users = [.. Enumerable.Range(0, users).Select(i => $"U{i}")],
            Sequences = sequences,
            CritiqueTexts = ["a black one", "a smaller one", "a cheaper one", "more in a pack", "a finer tip"],
            Split = new Split
            {
                Kind = "leave_one_out",
                TrainLength = [.. Enumerable.Range(0, users).Select(user => sequences.LengthOf(user) - 2)],
                Validation = [.. Enumerable.Range(0, users).Select(user => new EvaluationCase(user, sequences.LengthOf(user) - 2))],
                Test = [.. Enumerable.Range(0, users).Select(user => new EvaluationCase(user, sequences.LengthOf(user) - 1))],
            },
            Statistics = Statistics(users, items, bought.Length),
        };
    }

    private static DataStatistics Statistics(int users, int items, long interactions) => new()
    {
        Users = users,
        Items = items,
        Interactions = interactions,
        Pairs = interactions - users,
        EligiblePairs = 0,
        DistinctEligiblePairs = 0,
        EligibleSameWholePath = 0,
        EligibleLastPairs = 0,
        EligibleLastPairsSameWholePath = 0,
        PairShareByLevels = new double[6],
        CritiquedPairs = 0,
        LengthQuantiles = new int[6],
        TiedPairs = 0,
        TiedLastPairs = 0,
        Repeats = 0,
        ItemsByDepth = [items],
        ItemsWithTitle = items,
        ItemsWithDescription = 0,
        ItemsWithBrand = 0,
        ItemsWithPrice = 0,
    };
}
