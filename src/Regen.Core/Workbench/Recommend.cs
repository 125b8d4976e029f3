using Regen.Core.Domain;

namespace Regen.Core.Workbench;

/// <summary>One user's question to a trained recommender.</summary>
/// <param name="History">ASINs, oldest first; at least one.</param>
/// <param name="Critique">What the user says about the last recommendation, or null.</param>
/// <param name="User">A name that comes back with the answer, or null.</param>
public sealed record RecommendationQuestion(IReadOnlyList<string> History, string? Critique = null, string? User = null);

/// <summary>One recommended item.</summary>
/// <param name="Rank">1-based.</param>
/// <param name="Score">The model's score, before any softmax; comparable within one question only.</param>
public sealed record RecommendedItem(int Rank, string Asin, string? Title, double Score);

/// <summary>The answer to one question.</summary>
public sealed record Recommendation(string? User, IReadOnlyList<RecommendedItem> Items);

/// <summary>Asks a finished run for recommendations.</summary>
public sealed record RecommendRequest
{
    /// <summary>Folder of a finished FLARE run; it holds all that is needed.</summary>
    public required string Run { get; init; }

    public required IReadOnlyList<RecommendationQuestion> Questions { get; init; }

    /// <summary>Items per answer.</summary>
    public int K { get; init; } = 10;

    /// <summary>Leaves out what the history holds.</summary>
    public bool RemoveSeen { get; init; } = true;

    public string Device { get; init; } = "cpu";

    /// <summary>Folder of encoder weights, for critiques; null looks at REGEN_MODELS.</summary>
    public string? Models { get; init; }
}

/// <summary><c>regen recommend</c>: answers any number of questions with one trained model.</summary>
public static class Recommend
{
    /// <exception cref="RegenException">The run is not finished; an ASIN is unknown; a history is empty. All bad questions are named.</exception>
    public static IReadOnlyList<Recommendation> Run(
        RecommendRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var recommender = Recommender.Open(request.Run, request.Device, request.Models);
        return recommender.Ask(request.Questions, request.K, request.RemoveSeen, progress, stop);
    }
}
