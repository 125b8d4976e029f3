using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Flare;
using Regen.Core.Models.Flare.Query;
using Regen.Core.Tests.Storage;
using Regen.Core.Training;
using TorchSharp;
using Xunit;

namespace Regen.Core.Tests.Models;

[Collection("torch")] // seeds and threads belong to the process
public sealed class CritiqueQueryTests
{
    private const int Width = 5;

    private static readonly Item[] Catalogue =
    [
        Thing("A", "Blue pens", "Bic", "office", "pens"), Thing("B", "Black pen", "Bic", "office", "pens"), Thing("C", "Red pens", "Pilot", "office", "pens"),
        Thing("D", "Stapler", "Swingline", "office", "staplers"), Thing("E", "Ink", null),
    ];

    private static readonly CritiqueQueryConfig Config = new()
    {
        MinSharedLevels = 2,
        TitleTokens = 16,
        Dropout = 0.2,
        WordDropout = 0.1,
        Memory = true,
        Words = true,
        Epochs = 1,
        Batch = 4,
        LearningRate = 1e-3,
    };

    [Fact]
    public void The_untrained_head_is_its_formula()
    {
        using var scope = torch.NewDisposeScope();
        using var head = Head(memory: [(0, 1, 0), (2, 1, 1), (1, 2, 1)]);
        var sentence = Unit(1, seed: 7);
        var question = new CritiqueQuestion(Previous: 0, head.Sources.Words.Known("a black one by Pilot, not blue"), [0], -1);
        var history = torch.arange(0, 5, torch.ScalarType.Float32).unsqueeze(0);

        var scores = history.clone();
        head.AddTo(scores, [0], head.Answer([question], head.Read(sentence, null, [])));

        var found = scores.data<float>().ToArray();
        foreach (var rival in new[] { 1, 2 })
        {
            var expected = 1000 + (0.5 * rival) + Expected(head.Sources, question, sentence.data<float>().ToArray(), rival);
            Assert.Equal(expected, found[rival], 2e-3);
        }

        Assert.Equal([0f, 3f, 4f], [found[0], .. found[3..]]); // in the history, or no rivals: history alone
    }

    [Fact]
    public void A_target_does_not_remember_its_own_critique()
    {
        using var scope = torch.NewDisposeScope();
        using var head = Head(memory: [(0, 1, 0), (2, 1, 1)]);
        var sentence = Unit(1, seed: 7);
        float[] Memory(int target) => head.Cells([new CritiqueQuestion(0, [], [], target)], sentence).ToTensors(torch.CPU).Memory_N3[1].data<float>().ToArray();

        var likeness = sentence.matmul(head.Sources.Memory.Texts_EL.t()).data<float>().ToArray();

        Assert.Equal([likeness.Max(), likeness.Average(), 0], Memory(target: -1), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([likeness[1], likeness[1], 0], Memory(target: 1), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void History_items_are_no_rivals_and_an_item_without_categories_has_them_all()
    {
        using var scope = torch.NewDisposeScope();
        using var head = Head(memory: []);

        var cells = head.Cells([new CritiqueQuestion(0, [], [0, 2], 1), new CritiqueQuestion(4, [], [4], 3)], Unit(2, seed: 3));

        Assert.Equal([1L, 0, 1, 2, 3], cells.Items);
        Assert.Equal([0L, 3], cells.Targets);
    }

    [Fact]
    public void Training_moves_every_part_of_the_head()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(2);
        using var head = Head(memory: [(0, 1, 0), (2, 1, 1), (1, 2, 1)]);
        var sentences = Unit(2, seed: 7);
        var cells = head.Cells([new CritiqueQuestion(0, head.Sources.Words.Known("black"), [0], 1), new CritiqueQuestion(1, head.Sources.Words.Known("red pilot pens"), [1], 2)], sentences);

        head.Weights.train();
        head.Weights.Score(head.Sources, cells.ToTensors(torch.CPU), sentences).square().sum().backward();

        Assert.All(
            head.Weights.named_parameters().Where(pair => pair.name != "history_mix"),
            pair => Assert.True(pair.parameter.grad?.abs().sum().item<float>() > 0, $"{pair.name} has no gradient"));
    }

    [Fact]
    public void Layers_that_read_critiques_learn_and_come_back_from_disk_with_the_same_answers()
    {
        using var scope = torch.NewDisposeScope();
        using var folder = new TempFolder();
        torch.manual_seed(2);
        var config = Config with { TunedLayers = 2 };
        using var head = Head(memory: [(0, 1, 0)], config, new SentenceReader(new SentenceReaderShape(2, Width, 1, 8, 1e-6)));
        using var tokens = new ResidentTextTable(torch.randn([3, 4, Width]), torch.tensor((bool[])[true, true, false, false, true, true, true, true, true, false, false, false], [3, 4]));
        var published = Unit(2, seed: 7);
        CritiqueQuestion[] questions = [new(0, head.Sources.Words.Known("black"), [0], 1), new(1, [], [1], 2)];

        head.Weights.train();
        var cells = head.Cells(questions, published);
        head.Weights.Score(head.Sources, cells.ToTensors(torch.CPU), head.Weights.Read(published, tokens, [2, 0])).square().sum().backward();
        Assert.All(
            head.Weights.Reader!.named_parameters(),
            pair => Assert.True(pair.parameter.grad?.abs().sum().item<float>() > 0, $"{pair.name} has no gradient"));

        Directory.CreateDirectory(Path.Combine(folder.Path, "weights"));
        QueryFile.Write(folder.Path, head, "catalogue");
        using var again = QueryFile.Read(folder.Path, config, torch.CPU)!;
        float[] Answers(QueryHead asked) => asked.Answer(questions, asked.Read(published, tokens, [2, 0])).Values_N.data<float>().ToArray();
        Assert.Equal(head.Weights.Reader.Shape, again.Weights.Reader!.Shape);
        Assert.Equal(Answers(head), Answers(again));
        Assert.NotEqual(Answers(head), head.Answer(questions, new SentenceVectors(published, published)).Values_N.data<float>().ToArray());
    }

    [Fact]
    public void Words_are_counted_once_an_item_and_rare_ones_weigh_more()
    {
        var words = ItemWords.Of(Catalogue);

        Assert.Equal(MathF.Log(6f / 4), words.Rarity[Array.IndexOf(words.Vocabulary, "pen")], 6); // A, B and C
        Assert.Equal(MathF.Log(6f / 2), words.Rarity[Array.IndexOf(words.Vocabulary, "pilot")], 6);
        Assert.True(words.Holds(2, 1, Array.IndexOf(words.Vocabulary, "pilot")));
        Assert.False(words.Holds(2, 0, Array.IndexOf(words.Vocabulary, "pilot")));
        Assert.Empty(words.Known("nothing of this catalogue"));
    }

    private static double Expected(QuerySources sources, CritiqueQuestion question, float[] sentence, int rival)
    {
        double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
        float[] Row(torch.Tensor texts, int item) => texts[item].data<float>().ToArray();
        var score = sources.Paths[rival] == sources.Paths[question.Previous] ? 1.0 : 0;
        foreach (var texts in new[] { sources.Items_VL, sources.Titles_VL })
        {
            var (own, previous) = (Row(texts, rival), Row(texts, question.Previous));
            var likeness = Dot(own, previous);
            score += 10 * Dot(sentence, own);
            score += 2 * (Dot(sentence, own) - Dot(sentence, previous)) / Math.Sqrt(Math.Max(0.05, 2.0001 - (2 * likeness)));
        }

        double[] weights = [0.5, 0.5, 0.2];
        for (var field = 0; field < ItemWords.Fields; field++)
        {
            score += question.Words
                .Where(word => sources.Words.Holds(rival, field, word) && !sources.Words.Holds(question.Previous, field, word))
                .Sum(word => weights[field] * sources.Words.Rarity[word]);
        }

        var remembered = Enumerable.Range(sources.Memory.Starts[rival], sources.Memory.Starts[rival + 1] - sources.Memory.Starts[rival])
            .Select(entry => Dot(sentence, Row(sources.Memory.Texts_EL, entry))).ToArray();
        return remembered.Length == 0 ? score : score + (2 * remembered.Max()) + (2 * remembered.Average());
    }

    private static QueryHead Head((int From, int To, int Critique)[] memory, CritiqueQueryConfig? config = null, SentenceReader? reader = null)
    {
        var (classes, paths) = QuerySources.ClassesOf(Catalogue, Config.MinSharedLevels);
        var sources = new QuerySources(
            Unit(Catalogue.Length, seed: 1), Unit(Catalogue.Length, seed: 2), ItemWords.Of(Catalogue), classes, paths, CritiqueMemory.Of(Catalogue.Length, memory, Unit(2, seed: 4)));
        return new QueryHead(new CritiqueQuery(config ?? Config, Width, sources.Words.Vocabulary.Length, reader), sources.Keep()) { Config = config ?? Config };
    }

    private static torch.Tensor Unit(int rows, long seed)
    {
        var random = SeededRandom.For(seed, "unit");
        var values = Enumerable.Range(0, rows * Width).Select(_ => (float)random.NextGaussian()).ToArray();
        return torch.nn.functional.normalize(torch.tensor(values, [rows, Width]), dim: -1);
    }

    private static Item Thing(string asin, string title, string? brand, params string[] categories) =>
        new() { Asin = asin, Title = title, Brand = brand, Categories = categories };
}
