module Regen.Analysis.Tests.BootstrapTests

open FsCheck
open FsCheck.FSharp
open Regen.Analysis
open Xunit

/// Between one and sixty scores in [0, 1], as metrics give them.
let private scores: Gen<float[]> =
    Gen.choose (0, 1000)
    |> Gen.map (fun value -> float value / 1000.0)
    |> Gen.nonEmptyListOf
    |> Gen.map (List.truncate 60 >> List.toArray)

let private holds (property: float[] -> bool) : unit =
    Prop.forAll (Arb.fromGen scores) property |> Check.QuickThrowOnFailure

let private found (result: Result<Estimate, string>) : Estimate =
    match result with
    | Ok estimate -> estimate
    | Error problem -> failwith problem

[<Fact>]
let ``Two identical systems differ by exactly nothing`` () =
    holds (fun scores ->
        found (Bootstrap.paired 7L 100 scores scores) = { Mean = 0.0; Low = 0.0; High = 0.0 })

[<Fact>]
let ``The interval contains the mean`` () =
    holds (fun scores ->
        let estimate = found (Bootstrap.mean 7L 400 scores)
        estimate.Low <= estimate.Mean + 1e-12 && estimate.Mean <= estimate.High + 1e-12)

[<Fact>]
let ``The interval lies within the scores`` () =
    holds (fun scores ->
        let estimate = found (Bootstrap.mean 7L 100 scores)
        Array.min scores <= estimate.Low + 1e-12 && estimate.High <= Array.max scores + 1e-12)

[<Fact>]
let ``An interval is the same alone and among other score vectors`` () =
    holds (fun scores ->
        let others = [| Array.rev scores; scores; [| 0.5 |] |]
        (Bootstrap.estimates 7L 100 others)[1] = found (Bootstrap.mean 7L 100 scores))

[<Fact>]
let ``Shifting all scores shifts the interval`` () =
    holds (fun scores ->
        let plain = found (Bootstrap.mean 7L 100 scores)
        let moved = found (Bootstrap.mean 7L 100 (Array.map ((+) 3.0) scores))
        abs (moved.Low - plain.Low - 3.0) < 1e-12 && abs (moved.High - plain.High - 3.0) < 1e-12)

[<Fact>]
let ``Swapping the systems mirrors the paired interval`` () =
    holds (fun scores ->
        let theirs = Array.rev scores
        let one = found (Bootstrap.paired 7L 100 scores theirs)
        let other = found (Bootstrap.paired 7L 100 theirs scores)
        abs (one.Low + other.High) < 1e-12 && abs (one.High + other.Low) < 1e-12)

[<Fact>]
let ``Equal seeds give equal intervals and other seeds other ones`` () =
    let scores = Array.init 500 (fun i -> if i % 9 = 0 then 1.0 else 0.0)
    Assert.Equal(found (Bootstrap.mean 1L 300 scores), found (Bootstrap.mean 1L 300 scores))
    Assert.NotEqual(found (Bootstrap.mean 1L 300 scores), found (Bootstrap.mean 2L 300 scores))

[<Fact>]
let ``A share's interval is as wide as the normal approximation says`` () =
    // 0.2 of 5,000 users: 1.96 * sqrt(0.2 * 0.8 / 5000) = 0.01109.
    let scores = Array.init 5000 (fun i -> if i % 5 = 0 then 1.0 else 0.0)
    let estimate = found (Bootstrap.mean 1L 4000 scores)
    Assert.Equal(0.2, estimate.Mean, 12)
    Assert.InRange(estimate.High - estimate.Low, 2.0 * 0.01109 * 0.93, 2.0 * 0.01109 * 1.07)

[<Fact>]
let ``Users that do not match are refused`` () =
    match Bootstrap.paired 1L 10 [| 1.0; 0.0 |] [| 1.0 |] with
    | Error problem -> Assert.Contains("2 against 1", problem)
    | Ok _ -> Assert.Fail "unequal scores were paired"

[<Fact>]
let ``No users and no resamples are refused`` () =
    Assert.True((Bootstrap.mean 1L 10 [||]).IsError)
    Assert.True((Bootstrap.mean 1L 0 [| 1.0 |]).IsError)

[<Theory>]
[<InlineData("difference")>]
[<InlineData("skewed")>]
let ``Percentile intervals of given resamples are SciPy's`` (sample: string) =
    let folder = Golden.statistics ()
    let result = Golden.expected folder |> Golden.at $"bootstrap/results/{sample}"
    let values = Golden.numbers "values" result

    let means =
        Golden.resampleIndices folder |> Array.map (Array.averageBy (fun index -> values[int index]))

    let low, high = Bootstrap.interval 0.95 means
    Assert.Equal(Golden.number "percentile/low" result, low, 1e-9)
    Assert.Equal(Golden.number "percentile/high" result, high, 1e-9)

    let low, high = Bootstrap.interval 0.90 means
    let ninety = Golden.numbers "percentile_90" result
    Assert.Equal(ninety[0], low, 1e-9)
    Assert.Equal(ninety[1], high, 1e-9)
