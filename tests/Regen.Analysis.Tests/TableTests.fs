module Regen.Analysis.Tests.TableTests

open System
open Regen.Analysis
open Regen.Core.Evaluation
open Regen.Core.Runs
open Xunit

let private corpus (runs: RunData list) : Corpus = Corpus.ofRuns runs |> List.exactlyOne

let private row (heading: string) (label: string) (table: Table) : Row =
    let block = table.Blocks |> List.find (fun block -> block.Heading = heading)
    block.Rows |> List.find (fun row -> row.Label = label)

let private texts (row: Row) : string list = row.Cells |> List.map (fun cell -> (CellText.ofCell cell).Main)

let private kept (runs: RunData list) = Tables2And3.ofCorpus Specimens.resampling Kept (corpus runs)

[<Fact>]
let ``The sample's caption is exactly the agreed one in every table`` () =
    let section =
        (Document.ofRuns Specimens.resampling "A report" [] Specimens.usual).Sections |> List.exactlyOne

    Assert.Equal("synthetic sample; the paper's data is Amazon 2018: not comparable", section.Caption)
    Assert.All(section.Tables, fun table -> Assert.Equal(section.Caption, table.Caption))
    Assert.Equal(section.Caption, section.Figure.Caption)

[<Fact>]
let ``Other data's caption names data, order, split and the paper's data`` () =
    let caption =
        Corpus.caption (
            corpus [
                Specimens.run {
                    Specimens.plan with
                        Data = "office2014"
                        Order = "shuffled:7"
                        IsSynthetic = false
                }
            ]
        )

    Assert.Equal(
        "office2014, order of ties: shuffled:7, split: leave_one_out; the paper's numbers are of Amazon 2018 Office and Clothing",
        caption
    )

[<Fact>]
let ``Table 4 sets the paper's rows below ours`` () =
    let table = Table4.ofCorpus (corpus Specimens.usual)

    Assert.Equal<string list>(
        [ "400"; "150"; "8.00"; "18.0 %"; "20.0 %"; "24.0 %" ],
        row "" "sample" table |> texts
    )

    Assert.Equal<string list>(
        [ "89,489"; "27,887"; "7.86"; "17.6 %"; ""; "" ],
        row "" "Office" table |> texts
    )

    Assert.Equal<string list>(
        [ "1,168,735"; "376,847"; "9.21"; "18.6 %"; ""; "" ],
        row "" "Clothing" table |> texts
    )

[<Fact>]
let ``FLARE's row holds our mean and the paper's digits`` () =
    let ours = Specimens.run Specimens.plan
    let recall = ours.Ranks |> Array.averageBy (fun user -> if user.RankKept <= 10 then 1.0 else 0.0)
    let cells = row "History" "FLARE" (kept [ ours ]) |> texts

    Assert.Equal<string list>([ CellText.number recall; "0.124"; "0.1264" ], List.take 3 cells)
    Assert.Equal<string list>([ "0.0925"; "0.1152" ], cells |> List.skip 7 |> List.take 2)

[<Fact>]
let ``What was not run says so beside the paper's number`` () =
    let table = kept [ Specimens.run Specimens.plan ]
    let lumen = row "History + critique" "LUMEN" table |> texts
    Assert.Equal<string list>([ "not run"; "0.117\u20130.124"; "\u2013" ], List.take 3 lumen)
    Assert.Equal("not run", row "History + critique" "FLARE" table |> texts |> List.head)
    Assert.Equal("not run", row "History" "First-order Markov" table |> texts |> List.head)

    Assert.All(
        Narratives.table.Blocks |> List.collect _.Rows,
        fun row -> Assert.Equal(NotRun, List.head row.Cells)
    )

[<Fact>]
let ``MRR counts ranks beyond ten and MRR at ten does not`` () =
    Assert.Equal(0.05, Metric.mrr.Score 20)
    Assert.Equal(0.0, Metric.mrr10.Score 20)
    Assert.Equal(0.1, Metric.mrr10.Score 10)
    Assert.Equal(1.0 / Math.Log2 3.0, Metric.ndcg10.Score 2)

[<Fact>]
let ``Seeds are shown as their mean and range`` () =
    let cell = row "History" "FLARE" (kept Specimens.usual) |> _.Cells |> List.head

    match cell with
    | Ours ours ->
        Assert.Equal(2, ours.Seeds.Length)
        Assert.Equal(List.average ours.Seeds, ours.Estimate.Mean, 12)

        Assert.Equal(
            $"{CellText.number (List.min ours.Seeds)}\u2013{CellText.number (List.max ours.Seeds)}",
            (CellText.ofCell cell).Beside[1]
        )
    | other -> Assert.Fail $"{other}"

[<Fact>]
let ``Without seen items no number of the paper stands in the table`` () =
    let table = Tables2And3.ofCorpus Specimens.resampling Removed (corpus Specimens.usual)
    Assert.Equal(4, table.Columns.Length)

    let isPapers cell =
        match cell with
        | Printed _
        | PrintedRange _ -> true
        | _ -> false

    Assert.DoesNotContain(table.Blocks |> List.collect _.Rows |> List.collect _.Cells, isPapers)

[<Fact>]
let ``Every row has a cell for every column`` () =
    let document = Document.ofRuns Specimens.resampling "A report" [] Specimens.usual
    let tables = (document.Sections |> List.collect _.Tables) @ document.Appendix

    for table in tables do
        for row in table.Blocks |> List.collect _.Rows do
            Assert.True(row.Cells.Length = table.Columns.Length, $"{table.Title}: {row.Label}")

[<Fact>]
let ``The critique's gain is the paired difference over the slice`` () =
    let pair = CritiqueGain.pair (corpus Specimens.usual) |> Option.get
    Assert.Equal("flare.history.v1", pair.Without.Name)
    Assert.Equal(80, (CritiqueGain.differences Metric.recall10 Kept Slice.critiqued pair).Length)
    let others = CritiqueGain.differences Metric.recall10 Kept Slice.all pair
    let means entry = Entry.scores Metric.recall10 Kept [| 0..399 |] entry |> Array.average
    Assert.Equal(means pair.With - means pair.Without, Array.average others, 12)

[<Fact>]
let ``The paper's gains are differences of its rows`` () =
    Assert.Equal(0.0162, (Paper.gain Paper.Office "recall@10").Value, 12)
    Assert.Equal(0.0091, (Paper.gain Paper.Clothing "recall@10").Value, 12)
    // 0.0162 / 0.176 and 0.0091 / 0.186.
    Assert.Equal(0.092, (Paper.gainOfCritiqued Paper.Office).Value, 3)
    Assert.Equal(0.049, (Paper.gainOfCritiqued Paper.Clothing).Value, 3)

[<Fact>]
let ``Runs that were asked different questions are not paired`` () =
    let fewer = Specimens.run { Specimens.critique with Users = 399 }
    Assert.True((CritiqueGain.pair (corpus [ Specimens.run Specimens.plan; fewer ])).IsNone)

[<Fact>]
let ``Ablations do not get the paper's number`` () =
    let ablation = Specimens.run { Specimens.plan with Name = "flare.bert4rec-tuned.v1" }
    let table = kept [ ablation; Specimens.run Specimens.plan ]
    let rows = table.Blocks.Head.Rows |> List.filter (fun row -> row.Label = "FLARE")
    Assert.Equal<string list>([ "flare.history.v1"; "flare.bert4rec-tuned.v1" ], rows |> List.map _.Detail)
    Assert.Equal<Cell list>([ Printed 0.124M; Blank ], rows |> List.map (fun row -> row.Cells[1]))

[<Fact>]
let ``Of two runs with one seed the later one counts`` () =
    let early = Specimens.run Specimens.plan
    let late = { early with Folder = "later"; Record = (Specimens.record { Specimens.plan with Seed = 1L }) }
    let document = Document.ofRuns Specimens.resampling "A report" [] [ early; late ]

    Assert.Contains(
        document.Notes,
        fun note -> note.StartsWith("flare.history.v1-sample-file-seed1: left out", StringComparison.Ordinal)
    )

[<Fact>]
let ``Equally popular targets fall into the lower third together`` () =
    let ranks = [|
        for user, popularity in List.indexed [ 1; 1; 2; 2; 2; 9 ] ->
            UserRank(user, 0, 5, 1, 1, false, false, popularity)
    |]

    let members key = Slices.members (Slice.every |> List.find (fun slice -> slice.Key = key)) ranks
    Assert.Equal<int array>([| 0; 1 |], members "popularity:low")
    Assert.Equal<int array>([| 2; 3; 4 |], members "popularity:middle")
    Assert.Equal<int array>([| 5 |], members "popularity:high")

[<Fact>]
let ``Slices and means are those of the evaluation`` () =
    let ranks = Specimens.ranks Specimens.plan

    let users =
        ranks
        |> Array.map (fun user ->
            EvaluatedUser(
                user.RankKept,
                user.RankRemoved,
                user.IsCritiqued,
                user.IsSameDay,
                user.TargetPopularity
            ))

    let means = RankingSummary.Of(ReadOnlySpan users, [ 10 ])
    Assert.Equal(Slice.every.Length * SeenItems.all.Length * Metric.all.Length, means.Count)

    for slice in Slice.every do
        let places = Slices.members slice ranks

        for metric in Metric.all do
            for seen in SeenItems.all do
                let theirs =
                    means
                    |> Seq.find (fun mean ->
                        (mean.Slice, mean.Metric, mean.Column) = (slice.Key, metric.Key, SeenItems.key seen))

                let ours =
                    places |> Array.averageBy (fun place -> metric.Score(SeenItems.rank seen ranks[place]))

                Assert.Equal(theirs.Users, places.Length)
                Assert.Equal(theirs.Value, ours, 1e-12)

[<Fact>]
let ``Thirds of popularity cover every user once`` () =
    let ranks = Specimens.ranks Specimens.plan

    let thirds = Slice.every |> List.filter _.Key.StartsWith("popularity", StringComparison.Ordinal)

    let places = thirds |> List.map (fun slice -> Slices.members slice ranks) |> Array.concat
    Assert.Equal<int[]>([| 0 .. ranks.Length - 1 |], Array.sort places)
