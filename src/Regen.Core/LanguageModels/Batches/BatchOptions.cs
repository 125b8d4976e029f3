using System.Text.Json.Serialization;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>Form of a provider's batch lines.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchFormat>))]
public enum BatchFormat
{
    /// <summary>custom_id, method, url, body: OpenAI and whoever speaks its batches route.</summary>
    OpenAI,

    /// <summary>key, request: Gemini's Batch API.</summary>
    Gemini,
}

/// <summary>How batch files are written.</summary>
public sealed record BatchOptions
{
    public BatchFormat Format { get; init; } = BatchFormat.OpenAI;

    /// <summary>Requests of a file at most. OpenAI takes 50,000.</summary>
    public int MaxLines { get; init; } = 50_000;

    /// <summary>Bytes of a file at most. OpenAI takes 200 MB, Gemini's file upload 2 GB and its inline requests 20 MB.</summary>
    public long MaxBytes { get; init; } = 200_000_000;

    /// <summary>Also asks again for what waits in earlier rounds, as if these were lost.</summary>
    public bool IsAskingAgain { get; init; }

    /// <summary>Asks for nothing more: what has no answer by now stays without one.</summary>
    public bool IsLast { get; init; }

    /// <summary>What all rounds of the folder may cost and ask together, each answer counted at its limit; none by default.</summary>
    public Budget Budget { get; init; } = new();

    /// <returns>The provider's own limits (as their documentation gave them in 2025).</returns>
    public static BatchOptions For(BatchFormat format) => format == BatchFormat.Gemini
        ? new BatchOptions { Format = format, MaxLines = int.MaxValue, MaxBytes = 2_000_000_000 }
        : new BatchOptions();
}
