namespace Regen.Analysis

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// The inner loop of every resampling.
[<RequireQualifiedAccess>]
module internal Weighted =

    /// The sum of weights times scores: four running sums in a fixed order, which is what a vector register holds, so that
    /// it is fast and has the same bits on every machine.
    let sum (weights: float[]) (scores: float[]) : float =
        let fourWeights = MemoryMarshal.Cast<float, Vector256<float>>(ReadOnlySpan weights)
        let fourScores = MemoryMarshal.Cast<float, Vector256<float>>(ReadOnlySpan scores)
        let mutable sums = Vector256<float>.Zero

        for i in 0 .. fourWeights.Length - 1 do
            sums <- sums + fourWeights[i] * fourScores[i]

        let mutable rest = 0.0

        for i in 4 * fourWeights.Length .. weights.Length - 1 do
            rest <- rest + weights[i] * scores[i]

        sums[0] + sums[1] + (sums[2] + sums[3]) + rest

    /// What `ofMany` finds for each vector, asked once for all vectors of one length; in the order of the vectors.
    let byLength (ofMany: float[][] -> 'result[]) (vectors: float[][]) : 'result[] =
        let found = Array.zeroCreate vectors.Length

        for _, places in Seq.indexed vectors |> Seq.groupBy (fun (_, scores) -> scores.Length) do
            let places = Seq.toArray places
            let results = ofMany (Array.map snd places)
            places |> Array.iteri (fun i (place, _) -> found[place] <- results[i])

        found
