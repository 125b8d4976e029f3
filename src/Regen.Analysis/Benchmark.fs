namespace Regen.Analysis

open Regen.Core.Runs

/// A benchmark's report: one section for each data set and order of its plan.
[<RequireQualifiedAccess>]
module Benchmark =

    /// Of runs that share a name, those of the experiment and preparation that ran last.
    let private latest (name: string) (corpus: Corpus) : Entry option =
        match corpus.Entries |> List.filter (fun entry -> entry.Name = name) with
        | [] -> None
        | same ->
            same |> List.maxBy (fun entry -> entry.Runs |> List.map _.Record.Started |> List.max) |> Some

    /// The plan's data sets with what was run of them; None where nothing was.
    let corpora (plan: BenchmarkPlan) (runs: RunData list) : (BenchmarkSet * BenchmarkCorpus option) list =
        let found = Corpus.ofRuns runs

        [
            for set in plan.Sets ->
                set,
                found
                |> List.tryFind (fun corpus -> corpus.Data = set.Data && corpus.Order = set.Order)
                |> Option.map (fun corpus -> {
                    Set = set
                    Corpus = corpus
                    Entries = [ for row in set.Rows -> { Row = row; Entry = latest row.Name corpus } ]
                })
                |> Option.filter (fun benchmark ->
                    benchmark.Entries |> List.exists (fun entry -> entry.Entry.IsSome))
                |> Option.map (fun benchmark ->
                    let chosen: Corpus = {
                        benchmark.Corpus with
                            Entries = List.choose _.Entry benchmark.Entries
                    }

                    { benchmark with Corpus = chosen })
        ]

    let private mean (metric: Metric) (seen: SeenItems) (entry: Entry) =
        let places = Slices.members Slice.all entry.Runs.Head.Ranks
        Entry.scores metric seen places entry |> Estimate.mean

    /// The reference against the best of the others in one column and metric.
    let private bestRival
        (benchmark: BenchmarkCorpus)
        (tests: Map<string * string * string, Estimate * float>)
        (reference: Entry)
        (seen: SeenItems)
        (metric: Metric)
        : string option =
        let rivals = [
            for { Row = row; Entry = entry } in benchmark.Entries do
                match entry, tests.TryFind(row.Name, SeenItems.key seen, metric.Key) with
                | Some entry, Some test -> (row, entry, test)
                | _ -> ()
        ]

        match rivals with
        | [] -> None
        | _ ->
            let row, rival, (difference, p) =
                rivals |> List.maxBy (fun (_, entry, _) -> mean metric seen entry)

            let label = BenchmarkTable.referenceLabel benchmark
            let verdict = if Estimate.excludesZero difference then "excludes" else "holds"

            Some(
                $"{metric.Name}, {SeenItems.name seen}: {label} {CellText.number (mean metric seen reference)}; the best of the others is "
                + $"{row.Label} with {CellText.number (mean metric seen rival)}, {CellText.signed difference.Mean} "
                + $"{CellText.interval CellText.signed difference} beside it; the interval {verdict} zero, p {CellText.probability p}."
            )

    let private findings (benchmark: BenchmarkCorpus) tests : string list = [
        match BenchmarkTable.reference benchmark with
        | None ->
            $"{BenchmarkTable.referenceLabel benchmark} was not run here, so nothing is compared with it."
        | Some reference ->
            for metric in BenchmarkTable.tested do
                for seen in SeenItems.all do
                    match bestRival benchmark tests reference seen metric with
                    | Some sentence -> sentence
                    | None -> ()

        match benchmark.Entries |> List.filter _.Entry.IsNone with
        | [] -> ()
        | missing -> "Not run: " + String.concat ", " (missing |> List.map _.Row.Label) + "."
    ]

    /// The plan's name of a row: several rows are one kind of model.
    let private labelOf (benchmark: BenchmarkCorpus) : Entry -> string =
        let labels =
            Map [
                for { Row = row; Entry = entry } in benchmark.Entries do
                    match entry with
                    | Some entry -> entry.Name, row.Label
                    | None -> ()
            ]

        fun entry -> labels[entry.Name]

    let private ladder (resampling: Resampling) (benchmark: BenchmarkCorpus) : Section = {
        Heading = $"{benchmark.Set.Data}, {benchmark.Set.OrderName} order"
        Caption = Corpus.caption benchmark.Corpus
        Runs = benchmark.Corpus.Entries |> List.sumBy _.Runs.Length
        Facts = Provenance.facts benchmark.Corpus
        Findings = Story.findings resampling benchmark
        Figure = RecallFigure.labelled (labelOf benchmark) resampling benchmark.Corpus
        Tables = [ Story.ofCorpus resampling benchmark; Provenance.ofCorpus benchmark.Corpus ]
    }

    let private section
        (resampling: Resampling)
        (known: PublishedResult list)
        (shortcuts: ShortcutRecord list)
        (benchmark: BenchmarkCorpus)
        : Section =
        let tests = BenchmarkTable.testedDifferences resampling benchmark

        let panel =
            shortcuts
            |> List.tryFind (fun record ->
                record.Data = benchmark.Set.Data && record.Order = benchmark.Set.Order)

        {
            Heading = $"{benchmark.Set.Data}, {benchmark.Set.OrderName} order"
            Caption = Corpus.caption benchmark.Corpus
            Runs = benchmark.Corpus.Entries |> List.sumBy _.Runs.Length
            Facts = Provenance.facts benchmark.Corpus
            Findings = findings benchmark tests
            Figure = RecallFigure.labelled (labelOf benchmark) resampling benchmark.Corpus
            Tables = [
                BenchmarkTable.ofCorpus resampling known benchmark tests
                ShortcutTables.panel benchmark.Corpus panel
                ShortcutTables.lastItems benchmark
                Provenance.ofCorpus benchmark.Corpus
            ]
        }

    /// The report of a plan. Sets of which nothing was run are named in the notes. Misuse: no runs.
    let ofRuns
        (resampling: Resampling)
        (title: string)
        (notes: string list)
        (known: PublishedResult list)
        (shortcuts: ShortcutRecord list)
        (plan: BenchmarkPlan)
        (runs: RunData list)
        : Document =
        if runs.IsEmpty then
            invalidArg (nameof runs) "a report needs at least one run"

        let found = corpora plan runs

        let compose = if plan.Compare = "above" then ladder resampling else section resampling known shortcuts

        {
            Title = title
            Notes = [
                yield! notes

                for set, benchmark in found do
                    if benchmark.IsNone then
                        $"{set.Data}, {set.OrderName} order: not run"
            ]
            Sections = found |> List.choose snd |> List.map compose
            Appendix = []
        }
