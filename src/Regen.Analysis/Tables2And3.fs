namespace Regen.Analysis

/// The recommendation rows of Tables 2 and 3: history, and history with critique.
[<RequireQualifiedAccess>]
module Tables2And3 =

    /// Why MRR stands here twice.
    let mrrNote =
        "MRR counts every rank, MRR@10 only ranks up to 10. Both are given because the MRR that the paper prints for FLARE "
        + "is higher than its own Recall@10 and NDCG@10 allow for MRR@10: it counts ranks beyond 10, so MRR is the one "
        + "to set beside it. LUMEN's is consistent with MRR@10."

    let private baselines = [ "popularity"; "markov"; "item_knn" ]

    let private columns (seen: SeenItems) : Column list = [
        for metric in Metric.all do
            if seen = Kept then { Group = metric.Name; Name = "ours" } else Table.column metric.Name

            if seen = Kept && metric.Key <> Metric.mrr10.Key then
                for dataset in Paper.datasets do
                    { Group = metric.Name; Name = Paper.datasetName dataset }
    ]

    /// The cells of one row: ours, and what the paper prints where the table has its columns.
    let private cells (seen: SeenItems) (ours: Metric -> Cell) (paper: Paper.Dataset -> Metric -> Cell) = [
        for metric in Metric.all do
            ours metric

            if seen = Kept && metric.Key <> Metric.mrr10.Key then
                for dataset in Paper.datasets do
                    paper dataset metric
    ]

    let private none _ _ = Blank

    let private flare (condition: Paper.Condition) dataset (metric: Metric) =
        match Paper.flare dataset condition metric.Key with
        | Some printed -> Printed printed
        | None -> Blank

    let private lumen (condition: Paper.Condition) dataset (metric: Metric) =
        match dataset, Paper.lumen condition metric.Key with
        | Paper.Office, Some(low, high) -> PrintedRange(low, high)
        | _ -> Words "\u2013"

    let private notRun (seen: SeenItems) (label: string) (detail: string) paper : Row = {
        Label = label
        Detail = detail
        Cells = cells seen (fun _ -> NotRun) paper
    }

    let private block
        (resampling: Resampling)
        (seen: SeenItems)
        (condition: Paper.Condition)
        (entries: Entry list)
        =
        let places = entries |> List.map (fun entry -> Slices.members Slice.all entry.Runs.Head.Ranks)

        let estimates =
            Measure.estimates resampling [
                for i, entry in List.indexed entries do
                    for metric in Metric.all -> (i, metric.Key), Entry.scores metric seen places[i] entry
            ]

        let main = Corpus.mainFlare entries

        let row i (entry: Entry) : Row =
            let ours (metric: Metric) =
                match estimates.TryFind(i, metric.Key) with
                | Some estimate -> Ours(Entry.measured metric seen places[i] entry estimate)
                | None -> Words "no users"

            {
                Label = Entry.modelName entry.Model
                Detail = Entry.detail entry
                Cells = cells seen ours (if Some entry = main then flare condition else none)
            }

        let rows = List.mapi row entries
        let trained, untrained = List.zip entries rows |> List.partition (fst >> Entry.isBaseline >> not)

        let absent = [
            if condition = Paper.History then
                for model in baselines do
                    if not (entries |> List.exists (fun entry -> entry.Model = model)) then
                        notRun seen (Entry.modelName model) "" none
        ]

        {
            Heading = Paper.conditionName condition
            Rows = [
                if main.IsNone then
                    notRun seen "FLARE" "" (flare condition)

                yield! List.map snd trained
                notRun seen "LUMEN" "Gemma 2B" (lumen condition)
                yield! List.map snd untrained
                yield! absent
            ]
        }

    let private signatures (blocks: Block list) = [
        for block in blocks do
            for row in block.Rows do
                for cell in row.Cells do
                    match cell with
                    | Ours ours when ours.Signature <> "" -> ours.Signature
                    | _ -> ()
    ]

    let private notes (resampling: Resampling) (seen: SeenItems) (blocks: Block list) = [
        $"Ours: mean over users, in brackets its 95 %% bootstrap interval ({resampling.Resamples} resamples of users, seed "
        + $"{resampling.Seed}); of several seeds, their mean, and below it the lowest and the highest seed. The interval speaks of "
        + "users, not of training runs."

        mrrNote

        if seen = Kept then
            "Office and Clothing: the paper's Tables 2 and 3. LUMEN's are the lowest and highest of Table 2's five "
            + "narrative tasks; the paper prints none for Clothing. It prints no popularity, Markov or kNN row."
        else
            "The paper keeps seen items in the ranking, so no number of its own stands here."

        match List.distinct (signatures blocks) with
        | [] -> ()
        | signatures -> "Signatures: " + String.concat "; " signatures
    ]

    /// The table for one column; the paper's numbers stand in the "kept" one, which is its protocol.
    let ofCorpus (resampling: Resampling) (seen: SeenItems) (corpus: Corpus) : Table =
        let blocks = [
            block resampling seen Paper.History (Corpus.history corpus)
            block resampling seen Paper.HistoryAndCritique (Corpus.historyAndCritique corpus)
        ]

        {
            Key = "tables-2-3-" + SeenItems.key seen
            Title = $"Tables 2 and 3: recommendation rows, {SeenItems.name seen}"
            Caption = Corpus.caption corpus
            Stub = "Model"
            Columns = columns seen
            Blocks = blocks
            Notes = notes resampling seen blocks
        }
