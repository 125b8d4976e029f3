namespace Regen.Analysis

/// Recall@10 by kind of user: with and without a critique, last two interactions on one day or not, and by how popular
/// the wanted item is.
[<RequireQualifiedAccess>]
module SliceTable =

    let private metric = Metric.recall10

    let private rows (resampling: Resampling) (seen: SeenItems) (entries: Entry list) : Row list =
        let places = [
            for entry in entries ->
                [ for slice in Slice.every -> slice.Key, Slices.members slice entry.Runs.Head.Ranks ]
        ]

        let estimates =
            Measure.estimates resampling [
                for i, (entry, slices) in List.indexed (List.zip entries places) do
                    for key, members in slices -> (i, key), Entry.scores metric seen members entry
            ]

        [
            for i, (entry, slices) in List.indexed (List.zip entries places) ->
                {
                    Label = Entry.shortName entry
                    Detail = Entry.detail entry
                    Cells = [
                        for key, members in slices ->
                            match estimates.TryFind(i, key) with
                            | Some estimate -> Ours(Entry.measured metric seen members entry estimate)
                            | None -> Words "no users"
                    ]
                }
        ]

    let private users (corpus: Corpus) (slice: Slice) =
        match corpus.Entries with
        | [] -> ""
        | entry :: _ -> CellText.whole (int64 (Slices.members slice entry.Runs.Head.Ranks).Length)

    /// The table for one column, an entry a row.
    let ofCorpus (resampling: Resampling) (seen: SeenItems) (corpus: Corpus) : Table = {
        Key = "slices-" + SeenItems.key seen
        Title = $"{metric.Name} by kind of user, {SeenItems.name seen}"
        Caption = Corpus.caption corpus
        Stub = "Model"
        Columns = [
            for slice in Slice.every -> { Group = slice.Name; Name = users corpus slice + "\u00a0users" }
        ]
        Blocks = [ { Heading = ""; Rows = rows resampling seen corpus.Entries } ]
        Notes = [
            "Rare, middling and popular targets: thirds of the test users by how often their target occurs in the training "
            + "part; equal counts stay together, in the lower third."
        ]
    }
