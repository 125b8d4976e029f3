namespace Regen.Analysis

/// Two FLAREs that differ in the critique, tested on the same users.
type CritiquePair = { With: Entry; Without: Entry }

/// What the critique adds: history + critique minus history, user by user.
[<RequireQualifiedAccess>]
module CritiqueGain =

    let private slices = [ Slice.all; Slice.critiqued; Slice.notCritiqued ]

    let private commonPrefix (a: string) (b: string) =
        Seq.zip a b |> Seq.takeWhile (fun (x, y) -> x = y) |> Seq.length

    /// The FLARE of history + critique and its partner: of the histories that were asked the same questions, the one whose
    /// experiment's name agrees longest. None where either is missing or they were asked different questions.
    let pair (corpus: Corpus) : CritiquePair option =
        Corpus.mainFlare (Corpus.historyAndCritique corpus)
        |> Option.bind (fun critique ->
            Corpus.history corpus
            |> List.filter (fun entry ->
                Entry.isFlare entry && RunData.sameQuestions entry.Runs.Head critique.Runs.Head)
            |> List.sortBy (fun entry -> -(commonPrefix entry.Name critique.Name))
            |> List.tryHead
            |> Option.map (fun history -> { With = critique; Without = history }))

    let private places (slice: Slice) (pair: CritiquePair) = Slices.members slice pair.With.Runs.Head.Ranks

    /// The differences of one metric, column and slice, one per user.
    let differences (metric: Metric) (seen: SeenItems) (slice: Slice) (pair: CritiquePair) : float[] =
        Measure.difference metric seen (places slice pair) pair.With pair.Without

    let private keys = [
        for slice in slices do
            for metric in Metric.all do
                for seen in SeenItems.all -> slice, metric, seen
    ]

    let private nameOf (slice: Slice, metric: Metric, seen: SeenItems) =
        slice.Key, metric.Key, SeenItems.key seen

    /// More flips than resamples, because Holm multiplies the smallest p that flips can show.
    let private flips (resampling: Resampling) = 5 * resampling.Resamples

    let private pValues (resampling: Resampling) (vectors: float[] list) =
        List.toArray vectors
        |> Significance.signFlips resampling.Seed (flips resampling)
        |> Significance.holm

    let private papers (slice: Slice) (metric: Metric) = [
        for dataset in Paper.datasets do
            match slice.Key with
            | "all" ->
                match Paper.gain dataset metric.Key with
                | Some gain -> PaperDifference gain
                | None -> Blank
            | "critiqued" when metric.Key = Metric.recall10.Key ->
                match Paper.gainOfCritiqued dataset with
                | Some gain -> PaperDifference gain
                | None -> Blank
            | _ -> Blank
    ]

    let private blocks (resampling: Resampling) (pair: CritiquePair) : Block list =
        let vectors = keys |> List.map (fun (slice, metric, seen) -> differences metric seen slice pair)
        let names = List.map nameOf keys
        let estimates = Measure.estimates resampling (List.zip names vectors)
        let filled = List.zip names vectors |> List.filter (fun (_, scores) -> scores.Length > 0)
        let p = Seq.zip (List.map fst filled) (pValues resampling (List.map snd filled)) |> Map.ofSeq

        let ours slice metric = [
            for seen in SeenItems.all do
                match estimates.TryFind(nameOf (slice, metric, seen)) with
                | Some estimate ->
                    Difference estimate
                    Probability p[nameOf (slice, metric, seen)]
                | None ->
                    Words "no users"
                    Blank
        ]

        [
            for slice in slices do
                let users = (places slice pair).Length

                {
                    Heading = $"{slice.Name} ({CellText.whole (int64 users)})"
                    Rows = [
                        for metric in Metric.all ->
                            {
                                Label = metric.Name
                                Detail = ""
                                Cells = ours slice metric @ papers slice metric
                            }
                    ]
                }
        ]

    let private notRun: Block = {
        Heading = ""
        Rows = [
            for metric in Metric.all ->
                {
                    Label = metric.Name
                    Detail = ""
                    Cells = [ NotRun; Blank; NotRun; Blank ] @ papers Slice.all metric
                }
        ]
    }

    let private notes (resampling: Resampling) (pair: CritiquePair option) = [
        match pair with
        | Some pair ->
            $"{pair.With.Name} minus {pair.Without.Name}, paired on the same users: mean difference with its 95 %% bootstrap "
            + $"interval; p: sign-flip test ({flips resampling} flips), Holm-adjusted over the table."
        | None -> "Needs a FLARE with and a FLARE without the critique that were asked the same questions."

        "The paper's columns are differences of its printed numbers. In the critiqued block they are computed by us: its gain "
        + "over all users divided by its share of pairs with a critique, as if nobody else had gained."
    ]

    /// The table, both columns side by side.
    let ofCorpus (resampling: Resampling) (corpus: Corpus) : Table =
        let pair = pair corpus

        {
            Key = "critique-gain"
            Title = "What the critique adds: history + critique minus history"
            Caption = Corpus.caption corpus
            Stub = "Metric"
            Columns = [
                for seen in SeenItems.all do
                    { Group = SeenItems.name seen; Name = "difference" }
                    { Group = SeenItems.name seen; Name = "p (Holm)" }

                for dataset in Paper.datasets do
                    { Group = "the paper"; Name = Paper.datasetName dataset }
            ]
            Blocks =
                match pair with
                | Some pair -> blocks resampling pair
                | None -> [ notRun ]
            Notes = notes resampling pair
        }
