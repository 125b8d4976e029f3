module Regen.Analysis.Tests.AgreementTests

open System
open System.Text.Json
open Regen.Analysis
open Xunit

/// Rows are raters; a unit is a column without its gaps.
let private units (name: string) (raters: int) (expected: JsonElement) : int[][] =
    let rows = [|
        for row in (Golden.at $"krippendorff/{name}" expected).EnumerateArray() ->
            [|
                for value in row.EnumerateArray() ->
                    if value.ValueKind = JsonValueKind.Null then None else Some(value.GetInt32())
            |]
    |]

    Array.transpose (Array.take raters rows) |> Array.map (Array.choose id)

[<Fact>]
let ``ordinal alpha is that of the package krippendorff, with and without gaps`` () =
    let expected = Golden.expected (Golden.statistics ())

    for name, raters, path in
        [
            "ratings_complete", 4, "krippendorff/alpha/complete/ordinal"
            "ratings_with_gaps", 4, "krippendorff/alpha/with_gaps/ordinal"
            "ratings_complete", 2, "krippendorff/alpha_two_raters_ordinal"
        ] do
        Assert.Equal(Golden.number path expected, Agreement.alpha (units name raters expected), 1e-12)


[<Fact>]
let ``alpha is 1 for full agreement, and says nothing where nothing can be compared`` () =
    Assert.Equal(1.0, Agreement.alpha [| [| 1; 1 |]; [| 3; 3; 3 |]; [| 7; 7 |] |])
    Assert.True(Double.IsNaN(Agreement.alpha [| [| 4; 4 |]; [| 4; 4 |] |]))
    Assert.True(Double.IsNaN(Agreement.alpha [| [| 4 |]; [||] |]))

/// By hand: units (1,2), (2,2), (1,1); coincidences 1-1: 2, 2-2: 2, 1-2: 2 in all; n1 = n2 = 3; the distance is common to both
/// sums, so alpha = 1 - (2/6) / (18/30) = 4/9.
[<Fact>]
let ``alpha of three pairs is the one worked out by hand`` () =
    Assert.Equal(4.0 / 9.0, Agreement.alpha [| [| 1; 2 |]; [| 2; 2 |]; [| 1; 1 |] |], 1e-12)
