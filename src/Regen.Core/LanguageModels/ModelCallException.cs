namespace Regen.Core.LanguageModels;

/// <summary>An attempt that brought no answer. Clients throw it; an interviewer decides by its kind whether to try again.</summary>
/// <param name="kind">What went wrong.</param>
/// <param name="message">In words, bounded, without control characters and without any key.</param>
/// <param name="retryAfter">How long the server asks to be left alone; null where it does not say.</param>
/// <param name="cause">The failure beneath, where its texts hold nothing secret.</param>
public sealed class ModelCallException(AttemptKind kind, string message, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(message, cause)
{
    public AttemptKind Kind { get; } = kind;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
