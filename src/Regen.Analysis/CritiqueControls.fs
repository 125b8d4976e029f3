namespace Regen.Analysis

/// What a critique is worth beside its controls: withheld, another pair's, one constant sentence, and a model trained on that sentence.
[<RequireQualifiedAccess>]
module CritiqueControls =

    /// The ways in which the test users are asked, and what tables call them; the first is the run's own.
    let private modes = [
        "given", "the user's own critique"
        "withheld", "critique withheld"
        "swapped", "another pair's critique"
        "constant", "one constant sentence"
    ]

    let private metrics = [ Metric.recall10; Metric.ndcg10 ]

    /// An entry asked in another way: the same runs with the ranks of that mode; None where a run lacks it.
    let inMode (mode: string) (entry: Entry) : Entry option =
        if mode = "given" then
            Some entry
        else
            let asked =
                entry.Runs
                |> List.choose (fun run ->
                    run.Modes.TryFind mode |> Option.map (fun ranks -> { run with Ranks = ranks }))

            let other: Entry = { entry with Runs = asked }
            if asked.Length = entry.Runs.Length then Some other else None

    /// Entries that read critiques, in the order of the corpus.
    let variants (corpus: Corpus) : Entry list = Corpus.historyAndCritique corpus |> List.filter Entry.isFlare

    /// The entry that was trained and tested with one constant sentence on every eligible pair: its experiment's name holds "constant".
    /// Of several, the one of the asking entry's version.
    let private trainedOnConstant (corpus: Corpus) (entry: Entry) : Entry option =
        let version (one: Entry) = one.Name.Substring(one.Name.LastIndexOf '.' + 1)

        let found =
            variants corpus
            |> List.filter (fun one -> one.Name.Contains("constant", System.StringComparison.Ordinal))

        match found |> List.tryFind (fun one -> version one = version entry), found with
        | Some own, _ -> Some own
        | None, [ only ] -> Some only
        | _ -> None

    let private places (slice: Slice) (entry: Entry) = Slices.members slice entry.Runs.Head.Ranks

    let private users (slice: Slice) (entries: Entry list) =
        match entries with
        | [] -> "0"
        | entry :: _ -> CellText.whole (int64 (places slice entry).Length)

    /// Values: a block for each variant, a row for each way of asking it.
    let private values (resampling: Resampling) (corpus: Corpus) : Table =
        let variants = variants corpus

        let columns = [
            for slice in [ Slice.critiqued; Slice.notCritiqued; Slice.all ] do
                for metric in metrics -> slice, metric
        ]

        let cell (entry: Entry) (slice: Slice, metric: Metric) =
            let places = places slice entry

            match
                Measure.estimates resampling [ (), Entry.scores metric Removed places entry ]
                |> Map.tryFind ()
            with
            | Some estimate -> Ours(Entry.measured metric Removed places entry estimate)
            | None -> Words "no users"

        {
            Key = "critique-modes"
            Title = $"Critiques and their controls, {SeenItems.name Removed}"
            Caption = Corpus.caption corpus
            Stub = "Asked with"
            Columns = [
                for slice, metric in columns ->
                    { Group = $"{slice.Name} ({users slice variants})"; Name = metric.Name }
            ]
            Blocks = [
                for entry in variants ->
                    {
                        Heading = Entry.detail entry
                        Rows = [
                            for mode, name in modes ->
                                {
                                    Label = name
                                    Detail = ""
                                    Cells =
                                        match inMode mode entry with
                                        | Some asked -> List.map (cell asked) columns
                                        | None -> columns |> List.map (fun _ -> NotRun)
                                }
                        ]
                    }
            ]
            Notes = [
                $"Means over users with 95 %% bootstrap intervals ({resampling.Resamples} resamples of users, seed {resampling.Seed}). Controls at "
                + "test time ask the same trained model; a model that was trained on the constant sentence is a block of its own."
            ]
        }

    /// What is compared: the lift of the own critique over a control, of which users and by which metric.
    let private comparisons: (string * string * Slice * Metric) list = [
        for metric in metrics do
            "withheld", "over withheld", Slice.critiqued, metric

        for metric in metrics do
            "swapped", "over another pair's", Slice.critiqued, metric

        for metric in metrics do
            "constant", "over the constant sentence", Slice.critiqued, metric

        for metric in metrics do
            "trained", "over the model trained on it", Slice.critiqued, metric

        "withheld", "over withheld", Slice.notCritiqued, Metric.recall10
        "withheld", "over withheld", Slice.all, Metric.recall10
    ]

    let private control (corpus: Corpus) (entry: Entry) (mode: string) : Entry option =
        if mode <> "trained" then
            inMode mode entry
        else
            trainedOnConstant corpus entry
            |> Option.filter (fun other ->
                other <> entry && RunData.sameQuestions other.Runs.Head entry.Runs.Head)

    /// Own critique minus control, user by user; None where the control was not run.
    let lift (corpus: Corpus) (mode: string) (slice: Slice) (metric: Metric) (entry: Entry) : float[] option =
        control corpus entry mode
        |> Option.map (fun other -> Measure.difference metric Removed (places slice entry) entry other)

    let private lifts (resampling: Resampling) (corpus: Corpus) : Table =
        let variants = variants corpus

        let cell entry (mode, _, slice, metric) =
            match lift corpus mode slice metric entry with
            | None -> NotRun
            | Some differences ->
                match Measure.estimates resampling [ (), differences ] |> Map.tryFind () with
                | Some estimate -> Difference estimate
                | None -> Words "no users"

        {
            Key = "critique-lift"
            Title = $"Lift of the critique, {SeenItems.name Removed}"
            Caption = Corpus.caption corpus
            Stub = "Critique channel"
            Columns = [
                for _, name, slice, metric in comparisons ->
                    { Group = $"{slice.Name}: {name}"; Name = metric.Name }
            ]
            Blocks = [
                {
                    Heading = ""
                    Rows = [
                        for entry in variants ->
                            {
                                Label = Entry.shortName entry
                                Detail = Entry.detail entry
                                Cells = List.map (cell entry) comparisons
                            }
                    ]
                }
            ]
            Notes = [
                "The user's own critique minus the control, on the same users, with the 95 % bootstrap interval over them. Over withheld, "
                + "another pair's and the constant sentence: the same trained model. Over the model trained on it: two trainings, which differ in "
                + "more than the sentence."
            ]
        }

    let private findings (resampling: Resampling) (corpus: Corpus) : string list = [
        for entry in variants corpus do
            match lift corpus "withheld" Slice.critiqued Metric.recall10 entry with
            | Some differences when differences.Length > 0 ->
                let estimate = (Measure.estimates resampling [ (), differences ])[()]
                let verdict = if Estimate.excludesZero estimate then "excludes" else "holds"

                $"{entry.Name}: the critique lifts Recall@10 of the {CellText.whole (int64 differences.Length)} users who have one by "
                + $"{CellText.signed estimate.Mean} {CellText.interval CellText.signed estimate} over the same model with it withheld; the interval {verdict} zero."
            | _ -> $"{entry.Name}: its critique was never withheld, so its lift is not known."
    ]

    /// A report of the runs that read critiques: a section for each data set and order. Misuse: no such run.
    let ofRuns (resampling: Resampling) (title: string) (notes: string list) (runs: RunData list) : Document =
        let corpora = Corpus.ofRuns runs |> List.filter (variants >> List.isEmpty >> not)

        if corpora.IsEmpty then
            invalidArg (nameof runs) "no run reads critiques"

        {
            Title = title
            Notes = notes
            Sections = [
                for corpus in corpora do
                    let critiqued: Corpus = { corpus with Entries = variants corpus }

                    {
                        Heading = $"{corpus.Data}, order of ties: {corpus.Order}"
                        Caption = Corpus.caption corpus
                        Runs = critiqued.Entries |> List.sumBy _.Runs.Length
                        Facts = Provenance.facts critiqued
                        Findings = findings resampling corpus
                        Figure = RecallFigure.ofCorpus resampling critiqued
                        Tables = [
                            lifts resampling corpus
                            values resampling corpus
                            Provenance.ofCorpus critiqued
                        ]
                    }
            ]
            Appendix = []
        }
