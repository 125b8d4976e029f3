namespace Regen.Analysis

open Regen.Core.Runs

/// A row of a benchmark with its runs, if there are any.
type BenchmarkEntry = { Row: BenchmarkRow; Entry: Entry option }

/// One data set in one order of ties: its planned rows with what was run of them.
type BenchmarkCorpus = { Set: BenchmarkSet; Corpus: Corpus; Entries: BenchmarkEntry list }

/// Rivals on the same users: metrics in both columns, differences from the reference, cost, and published numbers.
[<RequireQualifiedAccess>]
module BenchmarkTable =

    /// The metrics whose difference from the reference is tested.
    let tested = [ Metric.recall10; Metric.ndcg10 ]

    let private dash = Words "\u2013"

    /// More flips than resamples, because Holm multiplies the smallest p that flips can show.
    let flips (resampling: Resampling) : int = 10 * resampling.Resamples

    /// The row that all others are compared with, where it was run.
    let reference (benchmark: BenchmarkCorpus) : Entry option =
        benchmark.Entries
        |> List.tryFind (fun entry -> entry.Row.Name = benchmark.Set.Reference)
        |> Option.bind _.Entry

    /// What the table calls the reference.
    let referenceLabel (benchmark: BenchmarkCorpus) : string =
        benchmark.Set.Rows
        |> Seq.tryFind (fun row -> row.Name = benchmark.Set.Reference)
        |> Option.map _.Label
        |> Option.defaultValue benchmark.Set.Reference

    let private everybody (entry: Entry) = Slices.members Slice.all entry.Runs.Head.Ranks

    let private isComparable (reference: Entry) (entry: Entry) =
        entry <> reference && RunData.sameQuestions entry.Runs.Head reference.Runs.Head

    /// Row minus reference, user by user, of everything that is tested: by row, column and metric.
    let private differences (benchmark: BenchmarkCorpus) : ((string * string * string) * float[]) list = [
        match reference benchmark with
        | None -> ()
        | Some reference ->
            for { Row = row; Entry = entry } in benchmark.Entries do
                match entry with
                | Some entry when isComparable reference entry ->
                    for seen in SeenItems.all do
                        for metric in tested ->
                            (row.Name, SeenItems.key seen, metric.Key),
                            Measure.difference metric seen (everybody entry) entry reference
                | _ -> ()
    ]

    /// Means of named differences with their intervals and p-values, Holm-adjusted over all of them. None may be empty.
    let testAll
        (resampling: Resampling)
        (named: ((string * string * string) * float[]) list)
        : Map<string * string * string, Estimate * float> =
        let estimates = Measure.estimates resampling named

        let p =
            named
            |> List.map snd
            |> List.toArray
            |> Significance.signFlips resampling.Seed (flips resampling)
            |> Significance.holm

        named |> List.mapi (fun i (key, _) -> key, (estimates[key], p[i])) |> Map.ofList

    /// Mean difference with its interval and its p-value, Holm-adjusted over the table.
    let testedDifferences
        (resampling: Resampling)
        (benchmark: BenchmarkCorpus)
        : Map<string * string * string, Estimate * float> =
        differences benchmark |> testAll resampling

    let private columns (reference: string) : Column list = [
        for seen in SeenItems.all do
            for metric in Metric.recall5 :: tested do
                { Group = SeenItems.name seen; Name = metric.Name }

            for metric in tested do
                { Group = SeenItems.name seen; Name = $"{metric.Name} minus {reference}'s" }

        for name in [ "Parameters"; "Seconds an epoch"; "Epochs"; "Seeds" ] do
            Table.column name
    ]

    let private cost (row: BenchmarkRow) (entry: Entry) : Cell list =
        let records = entry.Runs |> List.map _.Record
        let isTrained = not (Entry.isBaseline entry)
        let seconds = records |> List.averageBy _.SecondsPerEpoch |> CellText.seconds
        let planned = row.Seeds.Count

        let spread (show: float -> string) (values: float list) =
            let low, high = show (List.min values), show (List.max values)
            Words(if low = high then low else $"{low}\u2013{high}")

        [
            Whole records.Head.Parameters
            if isTrained then
                Words $"{seconds} ({records.Head.Device}, {records.Head.Threads} threads)"
                records |> List.map (fun record -> float record.Epochs) |> spread (fun value -> $"{value:F0}")
            else
                dash
                dash

            Words(if records.Length >= planned then $"{records.Length}" else $"{records.Length} of {planned}")
        ]

    let private run
        (tests: Map<string * string * string, Estimate * float>)
        (estimates: Map<string * string * string, Estimate>)
        (benchmark: BenchmarkCorpus)
        (row: BenchmarkRow)
        (entry: Entry)
        : Cell list =
        let isReference = row.Name = benchmark.Set.Reference

        [
            for seen in SeenItems.all do
                let key (metric: Metric) = row.Name, SeenItems.key seen, metric.Key

                Number(Entry.scores Metric.recall5 seen (everybody entry) entry |> Estimate.mean, 4)

                for metric in tested do
                    Ours(Entry.measured metric seen (everybody entry) entry estimates[key metric])

                for metric in tested do
                    match tests.TryFind(key metric) with
                    | Some(difference, p) -> Tested(difference, p)
                    | None -> Words(if isReference then "reference" else "other users")

            yield! cost row entry
        ]

    let private published (result: PublishedResult) : Row = {
        Label = result.Model
        Detail = result.Source
        Cells = [
            for seen in SeenItems.all do
                for metric in Metric.recall5 :: tested do
                    Published.cell seen metric result

                for _ in tested do
                    dash

            for _ in 1..4 do
                dash
        ]
    }

    let private rows (resampling: Resampling) (benchmark: BenchmarkCorpus) tests : Row list =
        let estimates =
            Measure.estimates resampling [
                for { Row = row; Entry = entry } in benchmark.Entries do
                    match entry with
                    | Some entry ->
                        for seen in SeenItems.all do
                            for metric in tested ->
                                (row.Name, SeenItems.key seen, metric.Key),
                                Entry.scores metric seen (everybody entry) entry
                    | None -> ()
            ]

        [
            for { Row = row; Entry = entry } in benchmark.Entries ->
                {
                    Label = row.Label
                    Detail = row.Name
                    Cells =
                        match entry with
                        | Some entry -> run tests estimates benchmark row entry
                        | None -> List.replicate (columns "").Length NotRun
                }
        ]

    let private notes (resampling: Resampling) (reference: string) (results: PublishedResult list) = [
        $"Means over all test users, who are the same in every row; the whole catalogue is ranked, ties against the model. In brackets "
        + $"95 %% bootstrap intervals ({resampling.Resamples} resamples of users, seed {resampling.Seed}); of several seeds, each user's "
        + "mean over them, and beside it the lowest and the highest seed."

        $"Minus {reference}'s: row minus {reference} on the same users, below 0 where {reference} is ahead; interval as above; p of a paired "
        + $"sign-flip test ({flips resampling} flips), Holm-adjusted over all differences of the table."

        "Seconds an epoch: training steps alone, with device and threads. Counted models have no epochs."

        if not results.IsEmpty then
            "Published numbers stand only in the column of their own protocol; nothing can be paired with them."
    ]

    /// The table of one data set and order; a planned row without a finished run says "not run".
    let ofCorpus
        (resampling: Resampling)
        (known: PublishedResult list)
        (benchmark: BenchmarkCorpus)
        (tests: Map<string * string * string, Estimate * float>)
        : Table =
        let reference = referenceLabel benchmark
        let results = Published.ofSet benchmark.Set.Data benchmark.Set.Order known

        {
            Key = "benchmark"
            Title = $"{benchmark.Set.Data}, {benchmark.Set.OrderName} order"
            Caption = Corpus.caption benchmark.Corpus
            Stub = "Model"
            Columns = columns reference
            Blocks = [
                { Heading = ""; Rows = rows resampling benchmark tests }

                if not results.IsEmpty then
                    { Heading = "Published"; Rows = List.map published results }
            ]
            Notes = notes resampling reference results
        }
