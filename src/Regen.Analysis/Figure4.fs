namespace Regen.Analysis

/// Figure 4 of the paper: how many scores are high for what was really written, and for negative samples.
[<RequireQualifiedAccess>]
module Figure4 =

    let private known = [ "history"; "history_and_item"; "critique"; "item"; "similar_item" ]

    /// The variants that are negatives: A and B of the paper, then ours.
    let negatives (data: RatingData) : string list =
        RatingData.variants data
        |> List.filter (fun variant -> variant <> RatingData.Real && not (variant.StartsWith "planted "))
        |> List.sortBy (fun variant ->
            known |> List.tryFindIndex ((=) variant) |> Option.defaultValue known.Length)

    /// What a variant swaps, in words.
    let name (variant: string) : string =
        match variant with
        | RatingData.Real -> "as written"
        | "history" -> "A: history of another user"
        | "history_and_item" -> "B: history and item of another user"
        | "critique" -> "critique of another pair"
        | "item" -> "another item"
        | "similar_item" -> "another item of the same category"
        | other -> other

    let private means value (resampling: Resampling) (data: RatingData) : Map<RatedCell * string, Estimate> =
        Measure.estimates resampling [
            for cell in RatingData.cells data do
                for variant in RatingData.Real :: negatives data ->
                    (cell, variant), RatingData.vector value (RatingData.rows cell variant data)
        ]

    let private shares: Resampling -> RatingData -> Map<RatedCell * string, Estimate> =
        means RatingData.isHigh

    let private differences
        value
        (resampling: Resampling)
        (data: RatingData)
        : Map<RatedCell * string, Estimate> =
        Measure.estimates resampling [
            for cell in RatingData.cells data do
                for variant in negatives data ->
                    (cell, variant),
                    RatingData.paired
                        value
                        (RatingData.rows cell variant data)
                        (RatingData.rows cell RatingData.Real data)
        ]

    let private row (data: RatingData) numbers cell variant : Row = {
        Label = name variant
        Detail = ""
        Cells = [
            Whole(int64 (RatingData.vector float (RatingData.rows cell variant data)).Length)

            for means, differences in numbers do
                match Map.tryFind (cell, variant) means with
                | Some mean -> Ours { Estimate = mean; Seeds = []; Signature = RatingData.caption data }
                | None -> NotRun

                match Map.tryFind (cell, variant) differences with
                | Some difference -> Difference difference
                | None -> Blank
        ]
    }

    /// A block for each attribute of each kind, a row for each variant.
    let table (resampling: Resampling) (data: RatingData) : Table =
        let numbers = [
            shares resampling data, differences RatingData.isHigh resampling data
            means float resampling data, differences float resampling data
        ]

        {
            Key = "figure-4"
            Title = "Figure 4: share of scores of 6 and 7, real and negative samples"
            Caption = RatingData.caption data
            Stub = "Sample"
            Columns = [
                Table.column "users"
                Table.column "share of scores \u2265 6"
                Table.column "minus as written, paired"
                Table.column "mean score"
                Table.column "minus as written, paired"
            ]
            Blocks = [
                for cell in RatingData.cells data ->
                    {
                        Heading = $"{RatingData.kindName cell.Kind}: {cell.Attribute}"
                        Rows = [
                            for variant in RatingData.Real :: negatives data do
                                if not (Array.isEmpty (RatingData.rows cell variant data)) then
                                    row data numbers cell variant
                        ]
                    }
            ]
            Notes = [
                "95 % bootstrap intervals over users; differences on the users that have both scores. The paper has A and B, of "
                + "critiques, as a chart without numbers in its text."
                for variant in data.Record.Skipped do
                    $"{name variant.Key}: {variant.Value} could not be made, because no donor fitted."
            ]
        }

    /// The margin of a chart is narrow.
    let private shortName (variant: string) =
        (name variant).Replace(" of another user", " swapped").Replace("another item of the", "item of the")

    let private shortKind (cell: RatedCell) = cell.Kind.Replace("purchase_reason_", "reason_")

    /// The shares of the given cells as a chart, a line for each variant.
    let figure (resampling: Resampling) (data: RatingData) (cells: RatedCell list) : Figure =
        let shares = shares resampling data

        {
            Key = "figure-4"
            Title = "Figure 4: share of scores of 6 and 7"
            Caption = RatingData.caption data
            Axis = "share of scores \u2265 6, mean over users with its 95 % bootstrap interval"
            Series = [ "share of scores \u2265 6" ]
            Look = Dots
            Rows = [
                for cell in cells do
                    for variant in RatingData.Real :: negatives data do
                        match shares.TryFind(cell, variant) with
                        | Some share -> {
                            Label = shortName variant
                            Detail = $"{RatingData.kindName (shortKind cell)}: {cell.Attribute}"
                            Points = [ Some share ]
                          }
                        | None -> ()
            ]
        }
