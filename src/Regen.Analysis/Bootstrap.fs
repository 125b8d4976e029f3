namespace Regen.Analysis

open System
open System.Threading.Tasks
open Regen.Core.Domain

/// Intervals by resampling users. Every resample has a generator of its own, derived from the seed and its number, so
/// that the draws depend neither on the number of cores nor on how many score vectors are asked for.
[<RequireQualifiedAccess>]
module Bootstrap =

    /// The level that an interval covers wherever nothing else is said.
    [<Literal>]
    let Confidence = 0.95

    /// The quantile of ascending values by linear interpolation between neighbours (NumPy's default).
    let quantile (level: float) (ascending: float[]) : float =
        let position = level * float (ascending.Length - 1)
        let below = int (floor position)
        let above = min (below + 1) (ascending.Length - 1)
        ascending[below] + (position - float below) * (ascending[above] - ascending[below])

    /// The percentile interval of a statistic's resamples (Efron and Tibshirani 1993, ch. 13).
    let interval (confidence: float) (resampled: float[]) : float * float =
        let ascending = Array.sort resampled
        let tail = (1.0 - confidence) / 2.0
        quantile tail ascending, quantile (1.0 - tail) ascending

    /// How often each of `users` is drawn in one resample; the draws are those of SeededRandom.Next, with its
    /// rejection threshold computed once instead of once a draw.
    let private draw (seed: int64) (resample: int) (times: float[]) =
        let random = SeededRandom.For(seed, ReadOnlySpan [| "bootstrap"; string resample |])
        let bound = uint64 times.Length
        let threshold = (0UL - bound) % bound
        Array.Clear times
        let mutable left = times.Length

        while left > 0 do
            let mutable low = 0UL
            let user = Math.BigMul(random.NextUInt64(), bound, &low)

            if low >= threshold then
                times[int user] <- times[int user] + 1.0
                left <- left - 1

    let private sameLength (seed: int64) (resamples: int) (vectors: float[][]) : float[][] =
        let means = Array.init vectors.Length (fun _ -> Array.zeroCreate resamples)

        let body resample (_: ParallelLoopState) (times: float[]) =
            draw seed resample times

            vectors
            |> Array.iteri (fun v scores ->
                means[v][resample] <- Weighted.sum times scores / float times.Length)

            times

        Parallel.For(0, resamples, (fun () -> Array.zeroCreate vectors[0].Length), body, ignore) |> ignore
        means

    /// The mean of each score vector in each resample, [vectors][resamples]. Vectors of equal length are scores of the
    /// same users in the same order and share the draws; equal seeds give equal draws. Misuse: an empty vector.
    let means (seed: int64) (resamples: int) (vectors: float[][]) : float[][] =
        if vectors |> Array.exists Array.isEmpty then
            invalidArg (nameof vectors) "a bootstrap needs at least one user"

        Weighted.byLength (sameLength seed resamples) vectors

    /// The mean over users with its 95 % percentile interval, for many score vectors at once: see `means`.
    let estimates (seed: int64) (resamples: int) (vectors: float[][]) : Estimate[] =
        Array.map2
            (fun scores resampled ->
                let low, high = interval Confidence resampled
                { Mean = Estimate.mean scores; Low = low; High = high })
            vectors
            (means seed resamples vectors)

    /// The mean of one system's scores, users being the unit of resampling. Error: no users or no resamples.
    let mean (seed: int64) (resamples: int) (scores: float[]) : Result<Estimate, string> =
        if scores.Length = 0 then Error "an interval needs at least one user"
        elif resamples < 1 then Error $"an interval needs at least one resample, not {resamples}"
        else estimates seed resamples [| scores |] |> Array.head |> Ok

    /// The mean difference, ours minus theirs, between two systems on the same users in the same order.
    /// Error: unequal or empty input.
    let paired (seed: int64) (resamples: int) (ours: float[]) (theirs: float[]) : Result<Estimate, string> =
        if ours.Length <> theirs.Length then
            Error $"paired scores need the same users: {ours.Length} against {theirs.Length}"
        else
            mean seed resamples (Array.map2 (-) ours theirs)
