namespace Regen.Core.Domain;

/// <summary>How far a long piece of work has come; what every public command reports through <see cref="IProgress{T}"/>.</summary>
/// <param name="Stage">What is being done, in a few words ("reading reviews", "epoch 3").</param>
/// <param name="Done">Units finished so far.</param>
/// <param name="Total">Units in all, or null where that is not known.</param>
/// <param name="Unit">The unit of both ("lines", "steps", "users").</param>
/// <param name="Detail">What else is worth printing now (loss, rate, ETA), or null.</param>
public sealed record WorkProgress(string Stage, long Done, long? Total, string Unit, string? Detail = null);
