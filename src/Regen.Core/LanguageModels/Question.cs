using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>What a reader made of an answer: a value, or why there is none.</summary>
/// <param name="Value">The value; meaningless where <paramref name="Problem"/> is set.</param>
/// <param name="Problem">What is wrong with the answer, in words that a model can act on; null where nothing is.</param>
public readonly record struct Reading<T>(T? Value, string? Problem)
{
    public bool IsGood => Problem is null;
}

/// <summary>Makes readings.</summary>
public static class Reading
{
    public static Reading<T> Of<T>(T value) => new(value, null);

    public static Reading<T> Bad<T>(string problem) => new(default, problem);
}

/// <summary>A request with the way to read its answer, and at most one more request where the first answer cannot be read.</summary>
/// <param name="First">Asked first.</param>
/// <param name="Read">Must be a pure function of the answer, for it is read again whenever a run goes on.</param>
/// <param name="Again">The second request, from the first answer and its problem; null for none. A pure function as well.</param>
public sealed record Question<T>(ModelRequest First, Func<ModelAnswer, Reading<T>> Read, Func<ModelAnswer, string, ModelRequest>? Again = null);

/// <summary>How a question ended.</summary>
public abstract record Outcome<T>
{
    private Outcome(Question<T> question) => Question = question;

    public Question<T> Question { get; }

    /// <summary>The answer could be read.</summary>
    public sealed record Answered(Question<T> Question, T Value, ModelAnswer Answer) : Outcome<T>(Question);

    /// <summary>Answers came, and none could be read.</summary>
    public sealed record Unreadable(Question<T> Question, string Problem, ModelAnswer Answer) : Outcome<T>(Question);

    /// <summary>No answer came: refused by the server for good, out of attempts, or out of budget. A later run asks again.</summary>
    public sealed record Unanswered(Question<T> Question, string Problem) : Outcome<T>(Question);

    /// <summary>The request waits in a batch file for an answer.</summary>
    public sealed record Waiting(Question<T> Question) : Outcome<T>(Question);
}

/// <summary>
/// Whoever puts questions to a language model: direct calls, batch files, or the scripted models. An answer that is stored is
/// never asked for again; equal requests (system, user, schema, draw, limit) are asked once.
/// </summary>
public interface IInterviewer
{
    /// <summary>
    /// Outcomes in the order of the questions, so that what is made of them is the same bytes whatever came first. Questions
    /// are taken as they are needed: memory does not grow with their number.
    /// </summary>
    IAsyncEnumerable<Outcome<T>> Ask<T>(IEnumerable<Question<T>> questions, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default);
}
