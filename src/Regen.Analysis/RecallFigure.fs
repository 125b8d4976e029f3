namespace Regen.Analysis

/// Recall@10 of every entry with its interval, in both columns.
[<RequireQualifiedAccess>]
module RecallFigure =

    let private metric = Metric.recall10

    let private row (resampling: Resampling) (entry: Entry) : FigureRow =
        let places = Slices.members Slice.all entry.Runs.Head.Ranks

        let estimates =
            Measure.estimates resampling [
                for seen in SeenItems.all -> SeenItems.key seen, Entry.scores metric seen places entry
            ]

        {
            Label = Entry.shortName entry
            Detail = entry.Name
            Points = [ for seen in SeenItems.all -> estimates.TryFind(SeenItems.key seen) ]
        }

    /// The figure, a row for each entry in the order of the tables.
    let ofCorpus (resampling: Resampling) (corpus: Corpus) : Figure = {
        Key = "recall"
        Title = $"{metric.Name} by model"
        Caption = Corpus.caption corpus
        Axis = $"{metric.Name}, mean over users with its 95 %% bootstrap interval"
        Series = List.map SeenItems.name SeenItems.all
        Rows = List.map (row resampling) corpus.Entries
    }
