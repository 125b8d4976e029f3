namespace Regen.Analysis

/// Table 5 of the paper: the six narratives, each with one example of the run.
[<RequireQualifiedAccess>]
module Table5 =

    let private narratives = [
        "Recent / item",
        "product_endorsement",
        "a sales talk for the item, made from the user's earlier purchases and reviews"
        "Recent / item", "purchase_reason", "why the item was bought, in a sentence"
        "Recent / item",
        "purchase_reason_explanation",
        "the same in detail, in the light of the whole history"
        "Aggregate / user", "brief_summary", "the user's preferences in a few sentences"
        "Aggregate / user", "detailed_summary", "the user's preferences and history at length"
        "Aggregate / user", "profile", "a phrase for the kind of shopper"
    ]

    let private longest = 600

    let private shortened (text: string) =
        if text.Length <= longest then text else text.Substring(0, longest) + "\u2026"

    let private row (data: RatingData) (_, kind: string, words: string) : Row = {
        Label = RatingData.kindName kind
        Detail = ""
        Cells = [
            Words words
            match data.Record.Examples.TryGetValue kind with
            | true, text -> Words(shortened text)
            | _ -> NotRun
        ]
    }

    /// The table. Its examples are a model's text: every renderer escapes them.
    let ofData (data: RatingData) : Table = {
        Key = "table-5"
        Title = "Table 5: the six narratives"
        Caption = RatingData.caption data
        Stub = "Narrative"
        Columns = [ Table.column "description"; Table.column "first example of the run" ]
        Blocks =
            narratives
            |> List.groupBy (fun (context, _, _) -> context)
            |> List.map (fun (context, rows) -> { Heading = context; Rows = List.map (row data) rows })
        Notes = [ $"Examples are cut after {longest} characters." ]
    }
