module Regen.Analysis.Tests.EstimateTests

open Regen.Analysis
open Xunit

[<Fact>]
let ``an estimate keeps its three numbers`` () =
    let estimate = { Mean = 0.5; Low = 0.25; High = 0.75 }
    Assert.True(estimate.Low < estimate.Mean && estimate.Mean < estimate.High)
