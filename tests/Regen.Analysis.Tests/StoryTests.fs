module Regen.Analysis.Tests.StoryTests

open System
open Regen.Analysis
open Regen.Analysis.Tests.BenchmarkTests
open Xunit

let private ladder =
    lazy (Benchmark.ofRuns Specimens.resampling "A story" [] published [] (planned "above") runs)

[<Fact>]
let ``A ladder compares each row with the one above, and a row that was not run with nothing`` () =
    let table = ladder.Value.Sections.Head.Tables |> List.find (fun table -> table.Key = "story")

    Assert.Equal<string list>(
        [ "FLARE"; "Markov"; "Popularity"; "SASRec" ],
        table.Blocks.Head.Rows |> List.map _.Label
    )

    Assert.All(cells "SASRec" table, fun cell -> Assert.Equal(NotRun, cell))
    Assert.Equal(table.Columns.Length, (cells "Markov" table).Length)
    Assert.Equal<string list>([ "first"; "first" ], texts "FLARE" table |> List.skip 2 |> List.take 2)

    let mean (name: string) =
        runs
        |> List.filter (fun run -> run.Record.Name = name)
        |> List.averageBy (fun run ->
            run.Ranks |> Array.averageBy (fun user -> Metric.recall10.Score user.RankRemoved))

    match cells "Popularity" table |> List.item 2 with
    | Tested(difference, p) ->
        Assert.Equal(mean "baselines.popularity.v1" - mean "baselines.markov.v1", difference.Mean, 12)
        Assert.InRange(p, 0.0, 1.0)
    | other -> Assert.Fail $"{other}"

[<Fact>]
let ``A ladder's findings say of each step whether it is more than chance`` () =
    let findings = ladder.Value.Sections.Head.Findings

    Assert.Contains(
        findings,
        fun text -> text.StartsWith("Markov, all users: NDCG@10", StringComparison.Ordinal)
    )

    Assert.DoesNotContain(findings, fun text -> text.StartsWith("SASRec", StringComparison.Ordinal))
    Assert.All(findings, fun text -> Assert.Matches("the interval (excludes|holds) zero", text))
