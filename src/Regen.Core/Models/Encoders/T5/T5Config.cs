using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Models.Encoders.T5;

/// <summary>The sizes of a T5 or mT5 encoder, as its config.json says them.</summary>
public sealed record T5Config
{
    private const string Fix = "use the config.json that was published with the model";

    /// <summary>t5 or mt5.</summary>
    public required string ModelType { get; init; }

    /// <summary>Width D, in features.</summary>
    public required int Width { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    /// <summary>Width of one head, in features; heads x this need not be D.</summary>
    public required int HeadWidth { get; init; }

    /// <summary>Width of the feed-forward layer, in features.</summary>
    public required int FeedForward { get; init; }

    /// <summary>The feed-forward layer is gelu(a) * b of two projections (T5 1.1, mT5), not relu of one.</summary>
    public required bool IsGated { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Buckets that relative positions fall into, both directions together.</summary>
    public required int Buckets { get; init; }

    /// <summary>From this distance on all positions share the last bucket, in tokens.</summary>
    public required int MaxDistance { get; init; }

    /// <summary>Added to the mean square in every norm.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Id that closes every text.</summary>
    public required int EndId { get; init; }

    /// <exception cref="RegenException">The file is missing, broken, or describes another architecture.</exception>
    public static T5Config Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return Checked(Read(root, path), path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new RegenException($"not a T5 configuration: {e.Message}", path, Fix, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"cannot be read: {e.Message}", path, Fix, e);
        }
    }

    // The defaults are those of the architecture: older files leave them out.
    private static T5Config Read(JsonElement root, string path) => new()
    {
        ModelType = OneOf(root, "model_type", "t5", path, "t5", "mt5"),
        Width = root.GetProperty("d_model").GetInt32(),
        Layers = root.GetProperty("num_layers").GetInt32(),
        Heads = root.GetProperty("num_heads").GetInt32(),
        HeadWidth = root.GetProperty("d_kv").GetInt32(),
        FeedForward = root.GetProperty("d_ff").GetInt32(),
        IsGated = OneOf(root, "feed_forward_proj", "relu", path, "relu", "gated-gelu") != "relu",
        Vocabulary = root.GetProperty("vocab_size").GetInt32(),
        Buckets = Number(root, "relative_attention_num_buckets", 32),
        MaxDistance = Number(root, "relative_attention_max_distance", 128),
        Epsilon = root.TryGetProperty("layer_norm_epsilon", out var epsilon) ? epsilon.GetDouble() : 1e-6,
        EndId = Number(root, "eos_token_id", 1),
    };

    private static T5Config Checked(T5Config config, string path)
    {
        int[] sizes = [config.Width, config.Layers, config.Heads, config.HeadWidth, config.FeedForward, config.Vocabulary];
        return sizes.All(size => size > 0) && config.Buckets >= 4 && config.MaxDistance > config.Buckets / 4
            && config.EndId >= 0 && config.EndId < config.Vocabulary
            ? config
            : throw new RegenException($"sizes that no T5 can have: {config}", path, Fix);
    }

    private static int Number(JsonElement root, string key, int absent) =>
        root.TryGetProperty(key, out var found) && found.ValueKind != JsonValueKind.Null ? found.GetInt32() : absent;

    private static string OneOf(JsonElement root, string key, string absent, string path, params string[] known)
    {
        var value = root.TryGetProperty(key, out var found) ? found.GetString() ?? "null" : absent;
        return known.Contains(value)
            ? value
            : throw new RegenException($"{key} is '{value}'; only {string.Join(" and ", known.Select(one => $"'{one}'"))} are supported", path, Fix);
    }
}
