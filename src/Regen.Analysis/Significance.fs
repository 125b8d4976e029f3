namespace Regen.Analysis

open System
open System.Threading.Tasks
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

    /// A sign for each user, 64 of them from one draw.
    let private draw (seed: int64) (flip: int) (signs: float[]) =
        let random = SeededRandom.For(seed, ReadOnlySpan [| "sign flip"; string flip |])
        let mutable bits = 0UL

        for user in 0 .. signs.Length - 1 do
            if user % 64 = 0 then
                bits <- random.NextUInt64()

            signs[user] <- float (1 - 2 * int (bits &&& 1UL))
            bits <- bits >>> 1

    let private sameLength (seed: int64) (flips: int) (vectors: float[][]) : float[] =
        let sums = Array.init vectors.Length (fun _ -> Array.zeroCreate flips)

        let body flip (_: ParallelLoopState) (signs: float[]) =
            draw seed flip signs
            vectors |> Array.iteri (fun v differences -> sums[v][flip] <- Weighted.sum signs differences)
            signs

        Parallel.For(0, flips, (fun () -> Array.zeroCreate vectors[0].Length), body, ignore) |> ignore
        Array.map2 (fun differences -> ofRearrangements (Array.sum differences)) vectors sums

    /// Two-sided paired sign-flip test of each vector that its mean difference over users is zero: under the hypothesis a
    /// user's difference is as likely to be d as -d. Vectors of equal length are the same users and share the flips.
    let signFlips (seed: int64) (flips: int) (vectors: float[][]) : float[] =
        Weighted.byLength (sameLength seed flips) vectors

    /// The test of one vector of differences: see `signFlips`.
    let signFlip (seed: int64) (flips: int) (differences: float[]) : float =
        signFlips seed flips [| differences |] |> Array.head

    /// Holm's step-down adjustment of p-values for a family of tests, in the order given (Holm 1979).
    let holm (p: float[]) : float[] =
        let adjusted = Array.zeroCreate p.Length
        let mutable highest = 0.0

        for step, index in
            p |> Array.indexed |> Array.sortBy (fun (i, value) -> value, i) |> Array.map fst |> Array.indexed do
            highest <- max highest (min 1.0 (p[index] * float (p.Length - step)))
            adjusted[index] <- highest

        adjusted
