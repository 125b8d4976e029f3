namespace Regen.Analysis

open Regen.Core.Runs

/// How far a data set can be solved by its last items and their look-alikes, and how far each model needs more.
[<RequireQualifiedAccess>]
module ShortcutTables =

    let private value (name: string) (cell: Cell) (what: string) : Row = {
        Label = name
        Detail = ""
        Cells = [ cell; Words what ]
    }

    let private share (part: int) (whole: int) = Share(if whole = 0 then 0.0 else float part / float whole)

    let private measured (record: ShortcutRecord) : Row list = [
        value
            "Distinct successors of an item"
            (Number(record.MeanOutDegree, 2))
            $"mean over the {CellText.whole (int64 record.ItemsWithSuccessor)} of {CellText.whole (int64 record.Items)} items that something follows in the training part"
        value
            "Cosine of consecutive items' texts"
            (Number(record.ConsecutiveCosine, 3))
            $"mean over {CellText.whole record.Transitions} transitions of the training part"
        value
            "Cosine of random pairs' texts"
            (Number(record.RandomCosine, 3))
            "as many pairs of different items, drawn as often as they occur in the training part"
        value
            "Last step tied"
            (share record.TiedLastSteps record.TestUsers)
            "test users whose last two interactions carry one time, so that the order of ties decides which is asked for"
        value
            "Target among the last item's successors"
            (share record.TargetsAmongSuccessors record.TestUsers)
            "test users: what a list of the training part's successors could reach at most"
    ]

    /// The panel of one data set and order; without a record it says "not run".
    let panel (corpus: Corpus) (record: ShortcutRecord option) : Table = {
        Key = "shortcuts"
        Title = "Shortcuts of this data set"
        Caption = Corpus.caption corpus
        Stub = "Shortcut"
        Columns = [ Table.column "value"; Table.column "over what" ]
        Blocks = [
            {
                Heading = ""
                Rows =
                    match record with
                    | Some record -> measured record
                    | None -> [ value "All of them" NotRun "'regen data shortcuts' measures them" ]
            }
        ]
        Notes = [
            match record with
            | Some record -> $"Texts: {record.Encoder}. The shortcuts are those of arXiv:2605.07125."
            | None -> ()
        ]
    }

    /// The mean over the seeds of what was recorded with so many items shown.
    let private shown (items: int) (metric: Metric) (seen: SeenItems) (entry: Entry) : Cell =
        let ofRun (run: RunData) =
            run.Shown
            |> List.tryFind (fun part -> part.Items = items)
            |> Option.bind (fun part ->
                part.Metrics
                |> Seq.tryFind (fun result ->
                    result.Metric = metric.Key && result.Column = SeenItems.key seen))
            |> Option.map _.Value

        match List.choose ofRun entry.Runs with
        | found when found.Length = entry.Runs.Length -> Number(List.average found, 4)
        | _ -> NotRun

    let private whole (metric: Metric) (seen: SeenItems) (entry: Entry) : Cell =
        let places = Slices.members Slice.all entry.Runs.Head.Ranks
        Number(Entry.scores metric seen places entry |> Estimate.mean, 4)

    let private counts (entries: BenchmarkEntry list) : int list =
        entries
        |> List.collect (fun entry -> entry.Entry |> Option.map _.Runs |> Option.defaultValue [])
        |> List.collect _.Shown
        |> List.map _.Items
        |> List.distinct
        |> List.sort

    /// What each model reaches when it is shown the last few items alone.
    let lastItems (benchmark: BenchmarkCorpus) : Table =
        let counts = counts benchmark.Entries

        let columns = [
            for metric in BenchmarkTable.tested do
                for seen in SeenItems.all -> metric, seen
        ]

        {
            Key = "last-items"
            Title = "Shown the last few items alone"
            Caption = Corpus.caption benchmark.Corpus
            Stub = "Model"
            Columns = [
                for metric, seen in columns do
                    for count in counts do
                        { Group = $"{metric.Name}, {SeenItems.name seen}"; Name = $"last {count}" }

                    { Group = $"{metric.Name}, {SeenItems.name seen}"; Name = "all" }
            ]
            Blocks = [
                {
                    Heading = ""
                    Rows = [
                        for { Row = row; Entry = entry } in benchmark.Entries ->
                            {
                                Label = row.Label
                                Detail = row.Name
                                Cells = [
                                    for metric, seen in columns do
                                        match entry with
                                        | Some entry ->
                                            for count in counts do
                                                shown count metric seen entry

                                            whole metric seen entry
                                        | None -> yield! List.replicate (counts.Length + 1) NotRun
                                ]
                            }
                    ]
                }
            ]
            Notes = [
                "The model sees only the last items of each history; candidates and seen items are those of the whole history, so that "
                + "a row's numbers are of the same questions."
            ]
        }
