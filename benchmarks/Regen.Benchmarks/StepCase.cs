using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Models.Flare;
using static TorchSharp.torch;

namespace Regen.Benchmarks;

/// <summary>A model with its weights, and some batches: the same on both sides, from one seed.</summary>
internal sealed class StepCase
{
    private const int Users = 128;
    private const int Items = 27_887;
    private const int MaxHistory = 50;
    private const int TextWidth = 384;
    private const int ChunksOfText = 4;
    private const int CritiqueCount = 500;
    private const double MaskShare = 0.2;

    private StepCase(string name, bool isFull, bool hasText)
    {
        Name = name;
        Config = Shape(hasText);
        var random = SeededRandom.For(1, "benchmark", name);
        Batches = [.. Enumerable.Range(0, 4).Select(_ => Batch(random, isFull, hasText))];
        if (hasText)
        {
            ItemTexts = Texts(Items, 2);
            CritiqueTexts = Texts(CritiqueCount, 3);
        }
    }

    public string Name { get; }

    public FlareConfig Config { get; }

    public FlareBatch[] Batches { get; }

    public float[]? ItemTexts { get; }

    public float[]? CritiqueTexts { get; }

    public static double LearningRate => 1e-3;

    public static StepCase Make(string name) => name switch
    {
        "bert4rec-full" => new StepCase(name, isFull: true, hasText: false),
        "bert4rec-sample" => new StepCase(name, isFull: false, hasText: false),
        "flare-sample" => new StepCase(name, isFull: false, hasText: true),
        _ => throw new ArgumentException($"no step is called '{name}'; there are bert4rec-full, bert4rec-sample and flare-sample", nameof(name)),
    };

    public FlareModel Model()
    {
        manual_seed(7);
        return new FlareModel(Config, new FlareSizes(Items, ItemTexts is null ? 0 : TextWidth));
    }

    public TextTables Tables()
    {
        ResidentTextTable? Table(float[]? values) =>
            values is null ? null : new ResidentTextTable(tensor(values, [values.Length / (ChunksOfText * TextWidth), ChunksOfText, TextWidth]));
        return new TextTables(Table(ItemTexts), Table(CritiqueTexts));
    }

    /// <summary>Leaves shape.json, the weights and the batches for the Python side.</summary>
    public void Write(string folder) => StepFiles.Write(this, folder);

    /// <summary>Texts of some rows, as one batch holds them, float32 [N, T, L].</summary>
    public static float[] Pick(float[] table, int[] rows)
    {
        const int size = ChunksOfText * TextWidth;
        return [.. rows.SelectMany(row => new ArraySegment<float>(table, row * size, size))];
    }

    private static FlareConfig Shape(bool hasText) => new()
    {
        Width = 256,
        Layers = 4,
        Heads = 4,
        FeedForward = 1024,
        MaxHistory = MaxHistory,
        Dropout = 0,
        AttentionDropout = 0,
        Norm = "post",
        ItemIds = true,
        Text = new ItemTextConfig
        {
            Use = hasText,
            Encoder = "minilm",
            Form = "chunks",
            Chunks = ChunksOfText,
            MaxTokens = 128,
            Resampler = "perceiver",
            Perceiver = new PerceiverConfig { Depth = 2, Heads = 4, HeadWidth = 64, Latents = 4, FeedForwardMultiple = 4 },
            Fusion = "sum",
        },
        Critique = new CritiqueChannelConfig { Use = hasText, Dropout = 0 },
        Contrastive = new ContrastiveConfig { Weight = hasText ? 0.1 : 0, Temperature = 0.07, LearnTemperature = false },
        Head = new HeadConfig { Items = "id", Transform = false, Bias = true },
    };

    private static FlareBatch Batch(SeededRandom random, bool isFull, bool hasText)
    {
        var rows = new SequenceRow[Users];
        for (var user = 0; user < Users; user++)
        {
            var length = isFull ? MaxHistory : Math.Min(MaxHistory, SampleLength(random));
            int[] items = [.. Enumerable.Range(0, length).Select(_ => Popular(random))];
            var places = Enumerable.Range(0, length).ToArray();
            random.Shuffle<int>(places);
            var masked = places[..Math.Clamp((int)Math.Round(length * MaskShare), 1, length)];
            int[] critiques = [.. items.Select(_ => hasText && random.NextDouble() < 0.3 ? random.Next(CritiqueCount) : -1)];
            rows[user] = new SequenceRow(
                items, [.. items.Select((_, i) => masked.Contains(i))], critiques, [.. items.Select((item, i) => masked.Contains(i) ? item : -1)]);
        }

        return SequenceRow.Assemble(rows);
    }

    // The sample's lengths: five and more, most of them few, every twentieth user more. See Regen.Core/Data/Sample/SampleReviews.cs.
    private static int SampleLength(SeededRandom random)
    {
        var mean = random.NextDouble() < 0.05 ? 12.0 : 2.34;
        return 5 + (int)Math.Floor(Math.Log(1 - random.NextDouble()) / Math.Log(mean / (1 + mean)));
    }

    private static int Popular(SeededRandom random) => Math.Min(Items - 1, (int)(Items * Math.Pow(random.NextDouble(), 2.5)));

    private static float[] Texts(int count, int seed)
    {
        var random = SeededRandom.For(seed, "texts");
        var values = new float[count * ChunksOfText * TextWidth];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)((random.NextDouble() - 0.5) * 0.2);
        }

        return values;
    }
}
