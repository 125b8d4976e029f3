namespace Regen.Analysis

/// A mean and its 95 % interval, all in the unit of the scores it came from.
type Estimate = { Mean: float; Low: float; High: float }

/// What can be said of an estimate, and the mean it holds.
[<RequireQualifiedAccess>]
module Estimate =

    /// True where the interval lies wholly on one side of zero.
    let excludesZero (estimate: Estimate) : bool = estimate.Low > 0.0 || estimate.High < 0.0

    /// The mean in double precision, in the order of the array; 0 for an empty one.
    let mean (scores: float[]) : float =
        if scores.Length = 0 then 0.0 else Array.sum scores / float scores.Length
