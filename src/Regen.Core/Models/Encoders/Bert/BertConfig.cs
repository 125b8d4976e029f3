using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Models.Encoders.Bert;

/// <summary>The sizes of a BERT encoder, as its config.json says them.</summary>
public sealed record BertConfig
{
    private const string Fix = "use the config.json that was published with the model";

    /// <summary>Width D, in features.</summary>
    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Width of the feed-forward layer, in features.</summary>
    public required int FeedForward { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Longest sequence, [CLS] and [SEP] included.</summary>
    public required int Positions { get; init; }

    public required int TokenTypes { get; init; }

    /// <summary>Added to the variance in every layer norm.</summary>
    public required double Epsilon { get; init; }

    /// <exception cref="RegenException">The file is missing, broken, or describes another architecture.</exception>
    public static BertConfig Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            Expect(root, "model_type", "bert", path);
            Expect(root, "hidden_act", "gelu", path);
            Expect(root, "position_embedding_type", "absolute", path);
            return Checked(Read(root), path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RegenException($"not a BERT configuration: {e.Message}", path, Fix, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"cannot be read: {e.Message}", path, Fix, e);
        }
    }

    private static BertConfig Read(JsonElement root) => new()
    {
        Width = root.GetProperty("hidden_size").GetInt32(),
        Layers = root.GetProperty("num_hidden_layers").GetInt32(),
        Heads = root.GetProperty("num_attention_heads").GetInt32(),
        FeedForward = root.GetProperty("intermediate_size").GetInt32(),
        Vocabulary = root.GetProperty("vocab_size").GetInt32(),
        Positions = root.GetProperty("max_position_embeddings").GetInt32(),
        TokenTypes = root.GetProperty("type_vocab_size").GetInt32(),
        Epsilon = root.GetProperty("layer_norm_eps").GetDouble(),
    };

    private static BertConfig Checked(BertConfig config, string path)
    {
        int[] sizes = [config.Width, config.Layers, config.Heads, config.FeedForward, config.Vocabulary, config.Positions, config.TokenTypes];
        return sizes.All(size => size > 0) && config.Width % config.Heads == 0
            ? config
            : throw new RegenException($"sizes that no BERT can have: {config}", path, Fix);
    }

    /// <summary>A key may be absent, as older files leave defaults out, but not say something else.</summary>
    private static void Expect(JsonElement root, string key, string value, string path)
    {
        if (root.TryGetProperty(key, out var found) && found.GetString() != value)
        {
            throw new RegenException($"{key} is '{found}'; only '{value}' is supported", path, Fix);
        }
    }
}
