namespace Regen.Analysis

/// Distributions of scores over users: the data of Figures 2 and 3.
[<RequireQualifiedAccess>]
module RatingDistribution =

    /// The share of users at each score from 1 to 7, with intervals; a user's outputs share the user's weight.
    let shares
        (resampling: Resampling)
        (data: RatingData)
        (cells: RatedCell list)
        : Map<RatedCell * int, Estimate> =
        Measure.estimates resampling [
            for cell in cells do
                let rows = RatingData.rows cell RatingData.Real data

                for score in 1..7 ->
                    (cell, score), RatingData.vector (fun given -> if given = score then 1.0 else 0.0) rows
        ]

    let private name (cell: RatedCell) =
        if cell.Kind = "critique" then RatingData.kindName cell.Attribute else RatingData.kindName cell.Kind

    /// A row for each cell, a column for each score.
    let table
        (key: string)
        (title: string)
        (resampling: Resampling)
        (data: RatingData)
        (cells: RatedCell list)
        : Table =
        let shares = shares resampling data cells

        {
            Key = key
            Title = title
            Caption = RatingData.caption data
            Stub = "Output"
            Columns = [ for score in 1..7 -> { Group = "share of users with score"; Name = string score } ]
            Blocks =
                cells
                |> List.groupBy (fun cell -> if cell.Kind = "critique" then "critiques" else cell.Attribute)
                |> List.map (fun (group, cells) -> {
                    Heading = RatingData.kindName group
                    Rows = [
                        for cell in cells ->
                            {
                                Label = name cell
                                Detail = ""
                                Cells = [
                                    for score in 1..7 ->
                                        match shares.TryFind(cell, score) with
                                        | Some estimate ->
                                            Ours {
                                                Estimate = estimate
                                                Seeds = []
                                                Signature = RatingData.caption data
                                            }
                                        | None -> NotRun
                                ]
                            }
                    ]
                })
            Notes = [ "95 % bootstrap intervals over users; unrated outputs are left out." ]
        }

    /// The same as a chart, seven lines for each cell.
    let figure
        (key: string)
        (title: string)
        (resampling: Resampling)
        (data: RatingData)
        (cells: RatedCell list)
        : Figure =
        let shares = shares resampling data cells

        {
            Key = key
            Title = title
            Caption = RatingData.caption data
            Axis = "share of users, with its 95 % bootstrap interval"
            Series = [ "share of users" ]
            Look = Bars
            Rows = [
                for cell in cells do
                    for score in 1..7 ->
                        { Label = string score; Detail = name cell; Points = [ shares.TryFind(cell, score) ] }
            ]
        }
