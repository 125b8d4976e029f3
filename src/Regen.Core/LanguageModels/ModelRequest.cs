namespace Regen.Core.LanguageModels;

/// <summary>One question to a language model, complete except for the model itself.</summary>
public sealed record ModelRequest
{
    /// <summary>What the request is for, unique within a piece of work and readable ("critique/A2B7/14"). It never shapes the answer's key.</summary>
    public required string Place { get; init; }

    /// <summary>Name, version and SHA-256 of the prompt file ("critique.v1 3f5a…"), for records.</summary>
    public required string Prompt { get; init; }

    /// <summary>Instructions; everything in it was written by us.</summary>
    public required string System { get; init; }

    /// <summary>The task with its data.</summary>
    public required string User { get; init; }

    /// <summary>JSON schema of the answer; null for free text.</summary>
    public string? Schema { get; init; }

    /// <summary>Name of the schema, of letters, digits and underscores.</summary>
    public string SchemaName { get; init; } = "answer";

    /// <summary>Tells answers to equal texts apart: "" for the only one, "rating 3" of seven, "repair", "again". Two draws are two answers.</summary>
    public string Draw { get; init; } = "";

    /// <summary>Answers are cut off by the server beyond so many tokens; null leaves it to the configuration.</summary>
    public int? MaxOutputTokens { get; init; }
}

/// <summary>What came back.</summary>
public sealed record ModelAnswer
{
    /// <summary>Bounded in length and without control characters other than line feed and tab.</summary>
    public required string Text { get; init; }

    /// <summary>The model's version as the server reports it; null where it does not.</summary>
    public string? ReportedModel { get; init; }

    /// <summary>Why the server stopped ("stop", "length"); null where it does not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Tokens as the server counted them; null where it did not.</summary>
    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }
}
