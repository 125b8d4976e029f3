namespace Regen.Analysis

open System

/// How well several ratings of the same things agree.
[<RequireQualifiedAccess>]
module Agreement =

    /// Squared ordinal distances between the values, which stand in ascending order with their frequencies.
    let private ordinal (frequencies: float[]) : float[,] =
        Array2D.init frequencies.Length frequencies.Length (fun a b ->
            let low, high = min a b, max a b

            let between = Array.sum frequencies[low..high] - (frequencies[low] + frequencies[high]) / 2.0

            if a = b then 0.0 else between * between)

    /// Krippendorff's alpha of the ordinal metric; each unit holds its ratings, missing ones left out, and units with fewer
    /// than two count for nothing. NaN where nothing can be paired or all ratings are equal.
    /// Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
    let alpha (units: int[][]) : float =
        let units = units |> Array.filter (fun unit -> unit.Length > 1)
        let values = units |> Array.concat |> Array.distinct |> Array.sort
        let place = values |> Seq.mapi (fun i value -> value, i) |> dict
        let coincidences = Array2D.zeroCreate values.Length values.Length

        for unit in units do
            let counts = Array.zeroCreate values.Length

            for value in unit do
                counts[place[value]] <- counts[place[value]] + 1.0

            for a in 0 .. values.Length - 1 do
                for b in 0 .. values.Length - 1 do
                    let pairs = counts[a] * (counts[b] - (if a = b then 1.0 else 0.0))
                    coincidences[a, b] <- coincidences[a, b] + pairs / float (unit.Length - 1)

        let frequencies = Array.init values.Length (fun a -> Array.sum coincidences[a, *])
        let total = Array.sum frequencies
        let distance = ordinal frequencies

        let sum (weight: int -> int -> float) =
            Seq.sum (
                seq {
                    for a in 0 .. values.Length - 1 do
                        for b in 0 .. values.Length - 1 -> weight a b * distance[a, b]
                }
            )

        let observed = sum (fun a b -> coincidences[a, b]) / total
        let expected = sum (fun a b -> frequencies[a] * frequencies[b]) / (total * (total - 1.0))
        if expected > 0.0 then 1.0 - observed / expected else Double.NaN
