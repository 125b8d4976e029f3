namespace Regen.Analysis

open Regen.Core.Runs

/// The paper's story as a ladder: each row adds one part to the row above (id, text, contrast, critique), on the same users.
[<RequireQualifiedAccess>]
module Story =

    let private slices = [ Slice.all; Slice.critiqued ]

    let private metrics = [ Metric.recall10; Metric.ndcg10 ]

    let private seen = Removed

    let private keys = [
        for slice in slices do
            for metric in metrics -> slice, metric
    ]

    let private places (slice: Slice) (entry: Entry) = Slices.members slice entry.Runs.Head.Ranks

    /// Neighbouring rungs that were both run and asked the same questions, upper row first.
    let private steps (benchmark: BenchmarkCorpus) : (string * Entry * Entry) list =
        benchmark.Entries
        |> List.pairwise
        |> List.choose (fun (above, row) ->
            match above.Entry, row.Entry with
            | Some before, Some after when RunData.sameQuestions before.Runs.Head after.Runs.Head ->
                Some(row.Row.Name, before, after)
            | _ -> None)

    let private nameOf (row: string) (slice: Slice) (metric: Metric) = row, slice.Key, metric.Key

    /// Row minus the row above, user by user, of everything that is tested; slices without users are left out.
    let differences (benchmark: BenchmarkCorpus) : ((string * string * string) * float[]) list = [
        for row, before, after in steps benchmark do
            for slice, metric in keys do
                match Measure.difference metric seen (places slice after) after before with
                | [||] -> ()
                | values -> nameOf row slice metric, values
    ]

    let private tests (resampling: Resampling) (benchmark: BenchmarkCorpus) =
        match differences benchmark with
        | [] -> Map.empty
        | named -> BenchmarkTable.testAll resampling named

    let private columns: Column list = [
        for slice in slices do
            for metric in metrics do
                { Group = slice.Name; Name = metric.Name }

            for metric in metrics do
                { Group = slice.Name; Name = $"{metric.Name} over the row above" }

        Table.column "Parameters"
        Table.column "Seeds"
    ]

    let private cells
        (resampling: Resampling)
        found
        (isFirst: bool)
        (row: BenchmarkRow)
        (entry: Entry)
        : Cell list =
        let value slice metric =
            match
                Measure.estimates resampling [ (), Entry.scores metric seen (places slice entry) entry ]
                |> Map.tryFind ()
            with
            | Some estimate -> Ours(Entry.measured metric seen (places slice entry) entry estimate)
            | None -> Words "no users"

        let step slice metric =
            match Map.tryFind (nameOf row.Name slice metric) found with
            | Some(difference, p) -> Tested(difference, p)
            | None -> Words(if isFirst then "first" else "\u2013")

        [
            for slice in slices do
                yield! metrics |> List.map (value slice)
                yield! metrics |> List.map (step slice)

            Whole entry.Runs.Head.Record.Parameters
            Whole(int64 entry.Runs.Length)
        ]

    let private rows (resampling: Resampling) found (benchmark: BenchmarkCorpus) : Row list =
        benchmark.Entries
        |> List.mapi (fun place { Row = row; Entry = entry } -> {
            Label = row.Label
            Detail = row.Name
            Cells =
                match entry with
                | Some entry -> cells resampling found (place = 0) row entry
                | None -> List.replicate columns.Length NotRun
        })

    /// The ladder of one data set and order.
    let ofCorpus (resampling: Resampling) (benchmark: BenchmarkCorpus) : Table =
        let found = tests resampling benchmark

        {
            Key = "story"
            Title = $"{benchmark.Set.Data}, {benchmark.Set.OrderName} order, {SeenItems.name seen}"
            Caption = Corpus.caption benchmark.Corpus
            Stub = "Model"
            Columns = columns
            Blocks = [ { Heading = ""; Rows = rows resampling found benchmark } ]
            Notes = [
                $"Each row adds one part to the row above. Means over users with 95 %% bootstrap intervals ({resampling.Resamples} resamples of users, "
                + $"seed {resampling.Seed}); over the row above: paired on the same users, p of a sign-flip test ({BenchmarkTable.flips resampling} flips), "
                + "Holm-adjusted over all steps of the table."
            ]
        }

    /// One sentence a step: what the part gave, and whether that is more than chance.
    let findings (resampling: Resampling) (benchmark: BenchmarkCorpus) : string list =
        let found = tests resampling benchmark
        let labels = Map [ for entry in benchmark.Entries -> entry.Row.Name, entry.Row.Label ]

        [
            for row, _, _ in steps benchmark do
                for slice in slices do
                    match Map.tryFind (nameOf row slice Metric.ndcg10) found with
                    | Some(difference, p) ->
                        let verdict = if Estimate.excludesZero difference then "excludes" else "holds"

                        $"{labels[row]}, {slice.Name.ToLowerInvariant()}: NDCG@10 {CellText.signed difference.Mean} "
                        + $"{CellText.interval CellText.signed difference} over the row above; the interval {verdict} zero, p {CellText.probability p}."
                    | None -> ()
        ]
