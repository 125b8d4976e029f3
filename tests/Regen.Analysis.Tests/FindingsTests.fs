module Regen.Analysis.Tests.FindingsTests

open System
open Regen.Analysis
open Xunit

let private sentences (runs: RunData list) : string =
    Findings.ofCorpus Specimens.resampling (Corpus.ofRuns runs |> List.exactlyOne) |> String.concat "\n"

[<Fact>]
let ``Where first-order Markov stays ahead of FLARE the report says so`` () =
    let text = sentences Specimens.usual
    Assert.Contains("First-order Markov stays ahead of FLARE (history) in Recall@10, seen items kept: ", text)

    Assert.Contains(
        "First-order Markov stays ahead of FLARE (history) in Recall@10, seen items removed: ",
        text
    )

    Assert.DoesNotContain("Popularity stays ahead", text)
    Assert.DoesNotContain("ahead of every baseline", text)

[<Fact>]
let ``Where FLARE is ahead of every baseline the report names the nearest`` () =
    let runs = Specimens.usual |> List.filter (fun run -> run.Record.Model <> "markov")
    let text = sentences runs

    Assert.Contains(
        "FLARE (history) is ahead of every baseline that was run in Recall@10, seen items kept; the nearest is Item-kNN",
        text
    )

    Assert.DoesNotContain("stays ahead", text)

[<Fact>]
let ``A difference that users do not tell apart is called that`` () =
    let text =
        sentences [
            Specimens.run { Specimens.plan with Users = 12 }
            Specimens.run { Specimens.baseline "markov" "markov" 0.45 with Users = 12 }
        ]

    Assert.Contains("the interval holds zero, so these users do not tell them apart", text)

[<Fact>]
let ``The critique's change stands beside the paper's`` () =
    let text = sentences Specimens.usual
    Assert.Contains("The critique changes FLARE's Recall@10 by +", text)
    Assert.Contains("The paper prints +0.0162 on Office and +0.0091 on Clothing.", text)
    Assert.Contains("it would be +0.0920 on Office and +0.0489 on Clothing.", text)

[<Fact>]
let ``Missing runs are said to be missing`` () =
    let text = sentences [ Specimens.run (Specimens.baseline "markov" "markov" 0.5) ]
    Assert.Contains("FLARE with history alone was not run here", text)
    Assert.Contains("it takes a FLARE with and one without", text)

[<Fact>]
let ``A single seed is said to be one`` () =
    let single = [ Specimens.run Specimens.plan; Specimens.run Specimens.critique ]
    Assert.Contains("Every trained model has a single seed", sentences single)
    Assert.DoesNotContain("single seed", sentences Specimens.usual)

[<Fact>]
let ``Each data set and order of ties has a section of its own`` () =
    let runs =
        Specimens.usual
        @ [
            Specimens.run { Specimens.plan with Order = "shuffled:1" }
            Specimens.run { Specimens.plan with Data = "office2014"; IsSynthetic = false }
        ]

    let document = Document.ofRuns Specimens.resampling "A report" [] runs

    Assert.Equal<string list>(
        [
            "office2014, order of ties: file"
            "sample, order of ties: file"
            "sample, order of ties: shuffled:1"
        ],
        document.Sections |> List.map _.Heading
    )

    Assert.Equal<bool list>(
        [ true; false; false ],
        document.Sections |> List.map _.Caption.StartsWith("office2014", StringComparison.Ordinal)
    )
