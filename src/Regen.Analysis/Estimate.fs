namespace Regen.Analysis

/// A mean and its 95 % interval, all in the unit of the scores it came from.
type Estimate = { Mean: float; Low: float; High: float }
