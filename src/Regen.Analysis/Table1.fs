namespace Regen.Analysis

/// Table 1 of the paper: the rated attributes, in our words, with what the run gave them.
[<RequireQualifiedAccess>]
module Table1 =

    let private definitions = [
        "Critiques", "quality", "how well the critique steers from the item at hand to the wanted item"
        "Critiques", "specificity", "how far it narrows the search, whatever it leads to"
        "Critiques", "relevance", "whether it speaks of what matters for goods of this kind, as shoppers do"
        "Narratives", "veracity", "whether its claims are true by the evidence of the user's history"
        "Narratives",
        "personalization",
        "how far it draws on the user's own words rather than on product text"
        "Narratives", "persuasiveness", "whether a skilled salesperson speaks to this user; endorsements only"
    ]

    /// The table.
    let ofData (resampling: Resampling) (data: RatingData) : Table =
        let rows attribute =
            data.Rows |> Array.filter (fun row -> row.Variant = RatingData.Real && row.Attribute = attribute)

        let means =
            Measure.estimates resampling [
                for _, attribute, _ in definitions -> attribute, RatingData.vector float (rows attribute)
            ]

        let row (_, attribute, words) : Row = {
            Label = RatingData.kindName attribute
            Detail = ""
            Cells = [
                Words words
                match means.TryFind attribute with
                | Some mean -> Ours { Estimate = mean; Seeds = []; Signature = RatingData.caption data }
                | None -> NotRun
            ]
        }

        {
            Key = "table-1"
            Title = "Table 1: rated attributes"
            Caption = RatingData.caption data
            Stub = "Attribute"
            Columns = [ Table.column "what it asks"; Table.column "mean score, 1 to 7" ]
            Blocks =
                definitions
                |> List.groupBy (fun (category, _, _) -> category)
                |> List.map (fun (category, rows) -> { Heading = category; Rows = List.map row rows })
            Notes = [ "Means over users with 95 % bootstrap intervals; a user's outputs are averaged first." ]
        }
