namespace Regen.Core.Evaluation;

/// <summary>Where the target stands among items of equal score.</summary>
public enum TiePolicy
{
    /// <summary>Behind all of them: rank = 1 + above + level. Regen's default, because constant scores then gain nothing.</summary>
    Pessimistic,

    /// <summary>Before all of them: rank = 1 + above.</summary>
    Optimistic,

    /// <summary>In their middle: rank = 1 + above + level / 2, possibly a half.</summary>
    Mean,

    /// <summary>At every place in turn: a metric is the mean over the places.</summary>
    Expected,
}
