module Regen.Analysis.Tests.SignificanceTests

open Regen.Analysis
open Xunit

let private differences (folder: string) =
    Golden.expected folder |> Golden.numbers "bootstrap/results/difference/values"

[<Fact>]
let ``A test with given sign flips has SciPy's p`` () =
    let folder = Golden.statistics ()
    let differences = differences folder

    let flipped =
        Golden.signFlips folder
        |> Array.map (fun signs ->
            Array.map2 (fun sign value -> float sign * value) signs differences |> Array.average)

    let p = Significance.ofRearrangements (Array.average differences) flipped
    Assert.Equal(Golden.expected folder |> Golden.number "permutation_fixed_flips/p_two_sided", p, 1e-9)

[<Fact>]
let ``All sign patterns of ten differences have SciPy's p`` () =
    let folder = Golden.statistics ()
    let ten = Array.truncate 10 (differences folder)

    // The identity is one of the 1,024 patterns, so it is not counted a second time.
    let others = [|
        for pattern in 1..1023 ->
            ten
            |> Array.mapi (fun i value -> if pattern >>> i &&& 1 = 1 then -value else value)
            |> Array.average
    |]

    let p = Significance.ofRearrangements (Array.average ten) others
    Assert.Equal(Golden.expected folder |> Golden.number "permutation_exact_first_10/p_two_sided", p, 1e-9)

[<Fact>]
let ``Holm's adjustment is that of statsmodels`` () =
    let expected = Golden.expected (Golden.statistics ())
    let adjusted = Significance.holm (Golden.numbers "multiple_tests/p" expected)
    let wanted = Golden.numbers "multiple_tests/methods/holm/adjusted" expected
    Assert.Equal(wanted.Length, adjusted.Length)
    Array.iter2 (fun (one: float) other -> Assert.Equal(one, other, 1e-9)) wanted adjusted

[<Fact>]
let ``Holm by hand`` () =
    // Sorted 0.01, 0.03, 0.04 times 3, 2, 1; the last may not fall below the one before it.
    let adjusted = Significance.holm [| 0.04; 0.01; 0.03 |]
    Array.iter2 (fun (one: float) other -> Assert.Equal(one, other, 1e-12)) [| 0.06; 0.03; 0.06 |] adjusted

[<Fact>]
let ``Equal systems are never told apart`` () =
    Assert.Equal(1.0, Significance.signFlip 1L 99 (Array.zeroCreate 50))

[<Fact>]
let ``A difference that all users share is told apart as far as the flips allow`` () =
    Assert.Equal(1.0 / 1000.0, Significance.signFlip 1L 999 (Array.create 40 0.25), 12)

[<Fact>]
let ``Users without a difference change nothing`` () =
    let some = [| 0.5; -0.25; 0.5; 1.0; 0.125 |]
    let padded = Array.append some (Array.zeroCreate 30)
    Assert.Equal(Significance.signFlip 3L 500 some, Significance.signFlip 3L 500 padded)

[<Fact>]
let ``Random flips come near the exact test`` () =
    // Eight equal differences: only the identity and its mirror among 2^8 patterns are as extreme, p = 2 / 256.
    let p = Significance.signFlip 1L 20000 (Array.create 8 1.0)
    Assert.InRange(p, 0.0060, 0.0097)
