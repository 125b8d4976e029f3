namespace Regen.Core.Configuration;

/// <summary>Which language model answers, and what it may cost. Model names and prices are the user's: Regen knows none.</summary>
public sealed record LanguageModelConfig : ICheckedConfig
{
    /// <summary>scripted: Regen's own writer or rater, without a network; openai: any server that speaks OpenAI's chat protocol.</summary>
    [OneOf("scripted", "openai")]
    public required string Provider { get; init; }

    internal bool IsScripted => Provider == "scripted";

    /// <summary>Base address, ending before chat/completions ("http://127.0.0.1:8080/v1/"); null for scripted.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The model's name at that server; null for scripted.</summary>
    public string? Model { get; init; }

    /// <summary>Environment variable that holds the key; null where the server asks for none. The key itself stands nowhere.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Hosts besides this machine that may be spoken to without encryption, and then without a key.</summary>
    public string[] AllowHttp { get; init; } = [];

    /// <summary>The server honours response_format: json_schema.</summary>
    public bool Schema { get; init; } = true;

    public SamplingConfig Sampling { get; init; } = new();

    public CallLimits Limits { get; init; } = new();

    public PriceConfig? Prices { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Provider == "openai" && string.IsNullOrWhiteSpace(Endpoint))
        {
            yield return at["endpoint"].Problem("an openai model needs the address of its server", "give the base address, such as http://127.0.0.1:8080/v1/");
        }

        if (Provider == "openai" && string.IsNullOrWhiteSpace(Model))
        {
            yield return at["model"].Problem("an openai model needs a name", "give the model's name as its server knows it");
        }
    }
}

/// <summary>Sampling settings; what is null is not sent, because newer providers refuse what they do not know.</summary>
public sealed record SamplingConfig
{
    [Range(0.0, 2.0)]
    public double? Temperature { get; init; }

    [Range(0.0, 1.0)]
    public double? TopP { get; init; }

    [Range(0, int.MaxValue)]
    public int? Seed { get; init; }

    /// <summary>Tokens of an answer at most.</summary>
    [Range(1, 1_000_000)]
    public int? MaxOutputTokens { get; init; }
}

/// <summary>How fast and how long a server is asked.</summary>
public sealed record CallLimits
{
    /// <summary>Requests in flight at most.</summary>
    [Range(1, 4096)]
    public int Concurrency { get; init; } = 8;

    [Range(1, int.MaxValue)]
    public int? RequestsPerMinute { get; init; }

    /// <summary>Input and output tokens together.</summary>
    [Range(1, int.MaxValue)]
    public int? TokensPerMinute { get; init; }

    /// <summary>Seconds until an attempt is given up.</summary>
    [Range(1, 86400)]
    public int TimeoutSeconds { get; init; } = 300;

    /// <summary>Attempts for one request, the first included.</summary>
    [Range(1, 100)]
    public int Attempts { get; init; } = 6;

    /// <summary>A server's Retry-After is honoured up to so many seconds.</summary>
    [Range(1, 86400)]
    public int RetryAfterSeconds { get; init; } = 60;
}

/// <summary>US dollars per million tokens.</summary>
public sealed record PriceConfig
{
    [Range(0.0, 100000.0)]
    public required double Input { get; init; }

    [Range(0.0, 100000.0)]
    public required double Output { get; init; }

    /// <summary>What a batch costs of this, as a share; commonly a half.</summary>
    [Range(0.0, 1.0)]
    public double BatchShare { get; init; } = 0.5;

    internal double Dollars(long inputTokens, long outputTokens) => ((inputTokens * Input) + (outputTokens * Output)) / 1e6;
}
