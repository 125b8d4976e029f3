namespace Regen.Analysis

open System
open Regen.Core.Domain

/// How easily chance alone gives a difference as large as the one seen.
[<RequireQualifiedAccess>]
module Significance =

    /// Two-sided p of a statistic among those of random rearrangements: (1 + as extreme) / (1 + rearrangements), which
    /// is never 0 (Phipson and Smyth 2010). Equal up to rounding counts as extreme.
    let ofRearrangements (observed: float) (rearranged: float[]) : float =
        let bar = abs observed * (1.0 - 1e-12)
        let extreme = rearranged |> Array.sumBy (fun value -> if abs value >= bar then 1 else 0)
        float (1 + extreme) / float (1 + rearranged.Length)

    let private flippedSum (seed: int64) (flip: int) (differences: float[]) =
        let random = SeededRandom.For(seed, ReadOnlySpan [| "sign flip"; string flip |])
        let mutable sum = 0.0
        let mutable bits = 0UL

        for i in 0 .. differences.Length - 1 do
            if i % 64 = 0 then
                bits <- random.NextUInt64()

            sum <- sum + if bits >>> (i % 64) &&& 1UL = 0UL then differences[i] else -differences[i]

        sum

    /// Two-sided paired sign-flip test that the mean difference over users is zero: under the hypothesis a user's
    /// difference is as likely to be d as -d. Users without a difference change no sum and are left out of the flips.
    let signFlip (seed: int64) (flips: int) (differences: float[]) : float =
        let moved = differences |> Array.filter (fun difference -> difference <> 0.0)
        let sums = Array.Parallel.init flips (fun flip -> flippedSum seed flip moved)
        ofRearrangements (Array.sum moved) sums

    /// Holm's step-down adjustment of p-values for a family of tests, in the order given (Holm 1979).
    let holm (p: float[]) : float[] =
        let adjusted = Array.zeroCreate p.Length
        let mutable highest = 0.0

        for step, index in
            p |> Array.indexed |> Array.sortBy (fun (i, value) -> value, i) |> Array.map fst |> Array.indexed do
            highest <- max highest (min 1.0 (p[index] * float (p.Length - step)))
            adjusted[index] <- highest

        adjusted
