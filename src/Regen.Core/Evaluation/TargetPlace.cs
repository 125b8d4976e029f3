namespace Regen.Core.Evaluation;

/// <summary>How many candidates stand before the target, and how many beside it.</summary>
/// <param name="Above">Candidates with a strictly larger score.</param>
/// <param name="Level">Other candidates that are not below: equal scores, and scores that are NaN.</param>
public readonly record struct TargetPlace(int Above, int Level)
{
    /// <summary>The 1-based rank; for <see cref="TiePolicy.Mean"/> and <see cref="TiePolicy.Expected"/> possibly a half.</summary>
    public double Rank(TiePolicy policy) => policy switch
    {
        TiePolicy.Pessimistic => 1.0 + Above + Level,
        TiePolicy.Optimistic => 1.0 + Above,
        TiePolicy.Mean or TiePolicy.Expected => 1.0 + Above + (Level / 2.0),
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "no such tie policy"),
    };

    /// <summary>The rank that Regen saves: ties stand before the target.</summary>
    public int PessimisticRank => 1 + Above + Level;
}
