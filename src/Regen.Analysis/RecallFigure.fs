namespace Regen.Analysis

/// Recall@10 of every entry with its interval, in both columns.
[<RequireQualifiedAccess>]
module RecallFigure =

    let private metric = Metric.recall10

    let private rows
        (label: Entry -> string)
        (resampling: Resampling)
        (entries: Entry list)
        : FigureRow list =
        let estimates =
            Measure.estimates resampling [
                for i, entry in List.indexed entries do
                    let places = Slices.members Slice.all entry.Runs.Head.Ranks

                    for seen in SeenItems.all ->
                        (i, SeenItems.key seen), Entry.scores metric seen places entry
            ]

        [
            for i, entry in List.indexed entries ->
                {
                    Label = label entry
                    Detail = Entry.detail entry
                    Points = [ for seen in SeenItems.all -> estimates.TryFind(i, SeenItems.key seen) ]
                }
        ]

    /// The figure, a row for each entry in the order of the tables, under the names that `label` gives.
    let labelled (label: Entry -> string) (resampling: Resampling) (corpus: Corpus) : Figure = {
        Key = "recall"
        Title = $"{metric.Name} by model"
        Caption = Corpus.caption corpus
        Axis = $"{metric.Name}, mean over users with its 95 %% bootstrap interval"
        Series = List.map SeenItems.name SeenItems.all
        Look = Dots
        Rows = rows label resampling corpus.Entries
    }

    /// The same under the models' short names.
    let ofCorpus: Resampling -> Corpus -> Figure = labelled Entry.shortName
