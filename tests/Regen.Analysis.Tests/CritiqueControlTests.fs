module Regen.Analysis.Tests.CritiqueControlTests

open System
open Regen.Analysis
open Regen.Core.Runs
open Xunit

/// The same users with every rank of a critiqued one moved down.
let private worse (by: int) (run: RunData) : UserRank[] =
    run.Ranks
    |> Array.map (fun user ->
        if user.IsCritiqued then
            UserRank(
                user.User,
                user.Target,
                user.HistoryLength,
                user.RankKept + by,
                user.RankRemoved + by,
                user.IsCritiqued,
                user.IsSameDay,
                user.TargetPopularity
            )
        else
            user)

let private asked: RunData =
    let run = Specimens.run Specimens.critique
    { run with Modes = Map.ofList [ "withheld", worse 12 run; "swapped", worse 4 run ] }

let private constant: RunData =
    Specimens.run { Specimens.critique with Name = "flare.history-critique-constant.v1"; CritiqueSkill = 0.1 }

let private runs = [ Specimens.run Specimens.plan; asked; constant ]

let private corpus = Corpus.ofRuns runs |> List.exactlyOne

let private document = lazy (CritiqueControls.ofRuns Specimens.resampling "Critiques" [] runs)

let private table (key: string) =
    document.Value.Sections.Head.Tables |> List.find (fun table -> table.Key = key)

let private entry (name: string) = corpus.Entries |> List.find (fun entry -> entry.Name = name)

[<Fact>]
let ``The lift is the paired difference on critiqued users, seen items removed`` () =
    let critiqued = asked.Ranks |> Array.filter _.IsCritiqued

    let recall (users: UserRank[]) =
        users |> Array.averageBy (fun user -> Metric.recall10.Score user.RankRemoved)

    let withheld = asked.Modes["withheld"] |> Array.filter _.IsCritiqued

    let lift =
        CritiqueControls.lift
            corpus
            "withheld"
            Slice.critiqued
            Metric.recall10
            (entry Specimens.critique.Name)

    Assert.Equal(critiqued.Length, lift.Value.Length)
    Assert.Equal(recall critiqued - recall withheld, Array.average lift.Value, 12)
    Assert.True(Array.average lift.Value > 0.0)

[<Fact>]
let ``Users without a critique gain nothing where their ranks are the same`` () =
    let lift =
        CritiqueControls.lift
            corpus
            "withheld"
            Slice.notCritiqued
            Metric.recall10
            (entry Specimens.critique.Name)

    Assert.All(lift.Value, fun difference -> Assert.Equal(0.0, difference))

[<Fact>]
let ``A control that was not run says so`` () =
    let rows = (table "critique-lift").Blocks |> List.collect _.Rows
    let row = rows |> List.find (fun row -> row.Detail = Specimens.critique.Name)
    let at place = row.Cells |> List.item place
    Assert.NotEqual(NotRun, at 0) // withheld
    Assert.NotEqual(NotRun, at 2) // swapped
    Assert.Equal(NotRun, at 4) // constant at test time
    Assert.NotEqual(NotRun, at 6) // the model trained on the constant

    let constant = rows |> List.find (fun row -> row.Detail.Contains("constant", StringComparison.Ordinal))
    Assert.Equal(NotRun, constant.Cells[0])
    Assert.Equal(NotRun, constant.Cells[6]) // not compared with itself

[<Fact>]
let ``Each variant has a row for each way of asking`` () =
    let table = table "critique-modes"

    Assert.Equal<string list>(
        [ "flare.history-critique.v1"; "flare.history-critique-constant.v1" ],
        table.Blocks |> List.map _.Heading
    )

    Assert.All(
        table.Blocks,
        fun block ->
            Assert.Equal<string list>(
                [
                    "the user's own critique"
                    "critique withheld"
                    "another pair's critique"
                    "one constant sentence"
                ],
                block.Rows |> List.map _.Label
            )
    )

[<Fact>]
let ``Every row has a cell for every column`` () =
    for table in document.Value.Sections |> List.collect _.Tables do
        for row in table.Blocks |> List.collect _.Rows do
            Assert.True(row.Cells.Length = table.Columns.Length, $"{table.Title}: {row.Label}")

[<Fact>]
let ``Runs that read no critiques make no such report`` () =
    Assert.Throws<ArgumentException>(fun () ->
        CritiqueControls.ofRuns Specimens.resampling "Critiques" [] [ Specimens.run Specimens.plan ]
        |> ignore)
    |> ignore

[<Fact>]
let ``Of two models that were trained on the sentence the one of the same version is the control`` () =
    let named (name: string) (skill: float) =
        Specimens.run { Specimens.critique with Name = name; CritiqueSkill = skill }

    let own, first, second =
        named "asking.v2" 0.9, named "asking-constant.v1" 0.1, named "asking-constant.v2" 0.5

    let both = Corpus.ofRuns [ own; first; second ] |> List.exactlyOne

    let recall (run: RunData) =
        run.Ranks
        |> Array.filter _.IsCritiqued
        |> Array.averageBy (fun user -> Metric.recall10.Score user.RankRemoved)

    let lift =
        CritiqueControls.lift
            both
            "trained"
            Slice.critiqued
            Metric.recall10
            (both.Entries |> List.find (fun entry -> entry.Name = "asking.v2"))

    Assert.NotEqual(recall first, recall second)
    Assert.Equal(recall own - recall second, Array.average lift.Value, 12)
