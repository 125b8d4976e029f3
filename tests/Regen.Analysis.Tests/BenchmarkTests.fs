module Regen.Analysis.Tests.BenchmarkTests

open System
open System.IO
open Regen.Analysis
open Regen.Core.Domain
open Regen.Core.Runs
open Xunit

let private row (name: string) (label: string) (seeds: int64 list) = BenchmarkRow(name, label, seeds)

let internal planned (compare: string) : BenchmarkPlan =
    BenchmarkPlan(
        Name = "small.v1",
        Compare = compare,
        Sets = [
            BenchmarkSet(
                "sample",
                "file",
                "given",
                "flare.history.v1",
                [
                    row "flare.history.v1" "FLARE" [ 1L; 2L; 3L ]
                    row "baselines.markov.v1" "Markov" [ 0L ]
                    row "baselines.popularity.v1" "Popularity" [ 0L ]
                    row "sasrec.v1" "SASRec" [ 1L ]
                ]
            )
            BenchmarkSet(
                "sample",
                "sequence",
                "shuffled",
                "flare.history.v1",
                [ row "flare.history.v1" "FLARE" [ 1L ] ]
            )
        ]
    )

let private plan = planned "reference"

let internal published: PublishedResult list = [
    {
        Model = "Known"
        Source = "a paper"
        Data = "sample"
        Order = "file"
        Protocol = Some Kept
        Numbers = [ "recall@10", 0.5M ]
    }
    {
        Model = "Unknown"
        Source = "another"
        Data = "sample"
        Order = "file"
        Protocol = None
        Numbers = [ "recall@10", 0.5M ]
    }
    {
        Model = "Elsewhere"
        Source = "a third"
        Data = "other"
        Order = "file"
        Protocol = Some Kept
        Numbers = [ "recall@10", 0.5M ]
    }
]

let private shown (items: int) (value: float) =
    ShownPart(
        items,
        [
            for seen in SeenItems.all do
                for metric in [ Metric.recall10; Metric.ndcg10 ] ->
                    MetricResult(metric.Key, SeenItems.key seen, "all", 400, value, "")
        ]
    )

let internal runs: RunData list =
    Specimens.usual
    |> List.map (fun run ->
        if run.Record.Model = "markov" then { run with Shown = [ shown 1 0.25; shown 2 0.5 ] } else run)

let private shortcuts: ShortcutRecord =
    ShortcutRecord(
        Data = "sample",
        Order = "file",
        DataSha256 = "d2",
        Commit = "c0",
        Encoder = "hashed",
        Items = 150,
        ItemsWithSuccessor = 120,
        Transitions = 900L,
        DistinctTransitions = 600,
        MeanOutDegree = 5.0,
        ConsecutiveCosine = 0.4,
        RandomCosine = 0.1,
        TestUsers = 400,
        TiedLastSteps = 100,
        TargetsAmongSuccessors = 60
    )

let private document =
    lazy (Benchmark.ofRuns Specimens.resampling "A benchmark" [] published [ shortcuts ] plan runs)

let private table (key: string) =
    document.Value.Sections.Head.Tables |> List.find (fun table -> table.Key = key)

let internal cells (label: string) (table: Table) =
    (table.Blocks |> List.collect _.Rows |> List.find (fun row -> row.Label = label)).Cells

let internal texts (label: string) (table: Table) = cells label table |> List.map (CellText.ofCell >> _.Main)

[<Fact>]
let ``Every planned row stands in the table, and what was not run says so`` () =
    let table = table "benchmark"
    let labels = table.Blocks.Head.Rows |> List.map _.Label
    Assert.Equal<string list>([ "FLARE"; "Markov"; "Popularity"; "SASRec" ], labels)
    Assert.All(cells "SASRec" table, fun cell -> Assert.Equal(NotRun, cell))
    Assert.Contains(document.Value.Notes, fun note -> note = "sample, shuffled order: not run")
    Assert.Single document.Value.Sections |> ignore

[<Fact>]
let ``A row's difference is its paired mean minus the reference's, over the seeds of each`` () =
    let mean (name: string) =
        runs
        |> List.filter (fun run -> run.Record.Name = name)
        |> List.averageBy (fun run ->
            run.Ranks |> Array.averageBy (fun user -> Metric.ndcg10.Score user.RankRemoved))

    // Columns of a side: Recall@5, Recall@10, NDCG@10, their two differences; removed items are the second side.
    match cells "Markov" (table "benchmark") |> List.item 9 with
    | Tested(difference, p) ->
        Assert.Equal(mean "baselines.markov.v1" - mean "flare.history.v1", difference.Mean, 12)
        Assert.InRange(p, 0.0, 1.0)
        Assert.True(difference.Low < difference.Mean && difference.Mean < difference.High)
    | other -> Assert.Fail $"{other}"

[<Fact>]
let ``P-values are Holm-adjusted over the whole table`` () =
    let benchmark = Benchmark.corpora plan runs |> List.pick snd
    let tests = BenchmarkTable.testedDifferences Specimens.resampling benchmark
    let reference = (BenchmarkTable.reference benchmark).Value
    let all = [| 0..399 |]

    let raw = [|
        for entry in benchmark.Entries do
            match entry.Entry with
            | Some entry when entry <> reference ->
                for seen in SeenItems.all do
                    for metric in BenchmarkTable.tested ->
                        Measure.difference metric seen all entry reference
                        |> Significance.signFlip
                            Specimens.resampling.Seed
                            (BenchmarkTable.flips Specimens.resampling)
            | _ -> ()
    |]

    Assert.Equal(8, tests.Count)

    Assert.Equal<float array>(
        raw |> Significance.holm |> Array.sort,
        tests.Values |> Seq.map snd |> Seq.sort |> Seq.toArray
    )

[<Fact>]
let ``The reference is compared with nothing, and its missing seed is said`` () =
    let texts = texts "FLARE" (table "benchmark")
    Assert.Equal(4, texts |> List.filter (fun text -> text = "reference") |> List.length)
    Assert.Equal("2 of 3", List.last texts)
    Assert.Contains("1,234,567", texts)
    Assert.Contains("5.0 s (cpu, 2 threads)", texts)

[<Fact>]
let ``A published number stands only in the column of its protocol`` () =
    let table = table "benchmark"
    let recall10 = [ 1; 6 ] // kept, removed
    let at label = recall10 |> List.map (fun place -> (texts label table)[place])
    Assert.Equal<string list>([ "0.5"; "\u2013" ], at "Known")
    Assert.Equal<string list>([ "protocol unknown"; "protocol unknown" ], at "Unknown")
    Assert.DoesNotContain(table.Blocks |> List.collect _.Rows, fun row -> row.Label = "Elsewhere")

[<Fact>]
let ``Numbers that others printed are those of one benchmark and keep seen items`` () =
    Assert.All(
        Published.all,
        fun result ->
            Assert.Equal(("p5-beauty", "file", Some Kept), (result.Data, result.Order, result.Protocol))
            Assert.Equal(3, result.Numbers.Length)
    )

[<Fact>]
let ``The panel shows what was measured, and the models with less shown`` () =
    Assert.Equal<string list>(
        [ "5.00"; "0.400"; "0.100"; "25.0 %"; "15.0 %" ],
        (table "shortcuts").Blocks.Head.Rows |> List.map (fun row -> (CellText.ofCell row.Cells.Head).Main)
    )

    let shown = table "last-items"
    Assert.Equal<string list>([ "0.2500"; "0.5000" ], texts "Markov" shown |> List.take 2)
    Assert.Equal<string list>([ "not run"; "not run" ], texts "Popularity" shown |> List.take 2)

[<Fact>]
let ``Every row has a cell for every column`` () =
    for table in document.Value.Sections |> List.collect _.Tables do
        for row in table.Blocks |> List.collect _.Rows do
            Assert.True(row.Cells.Length = table.Columns.Length, $"{table.Title}: {row.Label}")

[<Fact>]
let ``The findings name the best of the others`` () =
    let sentence =
        document.Value.Sections.Head.Findings
        |> List.find _.StartsWith("NDCG@10, seen items kept", StringComparison.Ordinal)

    Assert.Contains("the best of the others is Markov", sentence)
    Assert.Contains("Not run: SASRec.", document.Value.Sections.Head.Findings)

[<Fact>]
let ``A benchmark without a plan is refused`` () =
    let folder = Directory.CreateTempSubdirectory "regen-benchmark-"

    try
        let request: ReportRequest = {
            Runs = [| folder.FullName |]
            Out = Path.Combine(folder.FullName, "report")
            Title = null
            Seed = 1L
            Resamples = 50
        }

        let problem = Assert.Throws<RegenException>(Func<obj>(fun () -> Report.WriteBenchmark request :> obj))
        Assert.Contains("benchmark.json", problem.What)
    finally
        folder.Delete true

[<Fact>]
let ``Plans, shortcuts and kept records come back as they were written`` () =
    let folder = Directory.CreateTempSubdirectory "regen-benchmark-"

    try
        let at (name: string) = Path.Combine(folder.FullName, name)
        plan.Write(at "runs")
        shortcuts.Write(at "runs") |> ignore

        for run in runs do
            let written =
                RunStore.Create(Path.Combine(at "runs", run.Folder), "name: specimen\n", Specimens.statistics)

            written.WriteRanks run.Ranks
            written.WriteRanks(run.Ranks, "withheld")

            if not run.Shown.IsEmpty then
                written.WriteShown(ShownRecord(Commit = "c0", Parts = run.Shown))

            written.WriteRecord run.Record

        let request folder : ReportRequest = {
            Runs = [| at folder |]
            Out = at $"report of {folder}"
            Title = null
            Seed = 1L
            Resamples = 50
        }

        let kept = RunRecords.Keep(RecordsRequest(Runs = at "runs", Out = at "records"))
        Assert.Equal(runs.Length, kept.Runs.Count)
        let ofRuns = Report.WriteBenchmark(request "runs")
        let ofRecords = Report.WriteBenchmark(request "records")
        Assert.Equal(ofRuns.Markdown, ofRecords.Markdown)
        Assert.Contains("25.0 %", ofRuns.Markdown)

        Assert.True(
            (RunReader.read [ at "records" ]).Runs
            |> List.forall (fun run -> run.Modes.ContainsKey "withheld")
        )
    finally
        folder.Delete true
