using System.Text;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Flare.Query;
using TorchSharp;
using TorchSharp.Regen;

namespace Regen.Core.Training;

/// <summary>A run's critique head at rest, with all that it asks, so that a run can be asked without its corpus.</summary>
public static class QueryFile
{
    private const string WeightPrefix = "weights.";
    private const string ReaderSizes = "reader_sizes";
    private const string ReaderEpsilon = "reader_epsilon";

    /// <param name="folder">The run's folder.</param>
    public static void Write(string folder, QueryHead head, string catalogueSha256)
    {
        using var scope = torch.NewDisposeScope();
        var sources = head.Sources;
        var tensors = head.Weights.state_dict().ToDictionary(pair => WeightPrefix + pair.Key, pair => pair.Value);
        tensors["items"] = sources.Items_VL;
        tensors["titles"] = sources.Titles_VL;
        tensors["vocabulary"] = torch.tensor(Encoding.UTF8.GetBytes(string.Join('\n', sources.Words.Vocabulary)), torch.ScalarType.Byte);
        tensors["word_starts"] = torch.tensor(sources.Words.Starts);
        tensors["words"] = torch.tensor(sources.Words.Words);
        tensors["rarity"] = torch.tensor(sources.Words.Rarity);
        tensors["classes"] = torch.tensor(sources.Classes);
        tensors["paths"] = torch.tensor(sources.Paths);
        tensors["memory_starts"] = torch.tensor(sources.Memory.Starts);
        tensors["memory_from"] = torch.tensor(sources.Memory.From);
        tensors["memory_texts"] = sources.Memory.Texts_EL;
        if (head.Weights.Reader?.Shape is { } shape)
        {
            tensors[ReaderSizes] = torch.tensor((int[])[shape.Layers, shape.Width, shape.Heads, shape.FeedForward]);
            tensors[ReaderEpsilon] = torch.tensor((double[])[shape.Epsilon]);
        }

        SafetensorsFile.Save(PathOf(folder), tensors, new Dictionary<string, string> { ["regen.catalogue"] = catalogueSha256 });
    }

    /// <returns>The head, owned by the caller; null for a run without one.</returns>
    /// <exception cref="RegenException">The file is missing or damaged.</exception>
    public static QueryHead? Read(string folder, CritiqueQueryConfig? config, torch.Device device)
    {
        if (config is null)
        {
            return null;
        }

        var path = PathOf(folder);
        using var file = WeightsFile.Open(path);
        using var scope = torch.NewDisposeScope();
        var words = new ItemWords(
            Encoding.UTF8.GetString(file.Load("vocabulary").data<byte>().ToArray()).Split('\n'),
            Numbers(file, "word_starts"),
            Numbers(file, "words"),
            file.Load("rarity").data<float>().ToArray());
        var sources = new QuerySources(
            file.Load("items").to(device),
            file.Load("titles").to(device),
            words,
            Numbers(file, "classes"),
            Numbers(file, "paths"),
            new CritiqueMemory(Numbers(file, "memory_starts"), Numbers(file, "memory_from"), file.Load("memory_texts").to(device)));
        var weights = new CritiqueQuery(config, (int)sources.Items_VL.size(1), words.Vocabulary.Length, config.TunedLayers > 0 ? Reader(file) : null);
        WeightsFile.Copy(file, weights, path, WeightPrefix);
        weights.to(device);
        weights.eval();
        return new QueryHead(weights, sources.Keep()) { Config = config };
    }

    private static SentenceReader Reader(SafetensorsFile file)
    {
        var sizes = Numbers(file, ReaderSizes);
        return new SentenceReader(new SentenceReaderShape(sizes[0], sizes[1], sizes[2], sizes[3], file.Load(ReaderEpsilon).data<double>()[0]));
    }

    private static int[] Numbers(SafetensorsFile file, string name) => file.Load(name).data<int>().ToArray();

    private static string PathOf(string folder) => Path.Combine(folder, "weights", "critique-query.safetensors");
}
