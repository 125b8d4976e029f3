namespace Regen.Analysis

/// Figure 2 of the paper: scores of critiques over users.
[<RequireQualifiedAccess>]
module Figure2 =

    let private cells (data: RatingData) =
        RatingData.cells data |> List.filter (fun cell -> cell.Kind = "critique")

    /// The data as a table.
    let table (resampling: Resampling) (data: RatingData) : Table =
        RatingDistribution.table "figure-2" "Figure 2: scores of critiques" resampling data (cells data)

    /// The chart.
    let figure (resampling: Resampling) (data: RatingData) : Figure =
        RatingDistribution.figure "figure-2" "Figure 2: scores of critiques" resampling data (cells data)
