namespace Regen.Analysis

/// Figure 3 of the paper: scores of narratives over users, by attribute.
[<RequireQualifiedAccess>]
module Figure3 =

    /// The attributes that narratives were scored on in this run.
    let attributes (data: RatingData) : string list =
        RatingData.cells data
        |> List.filter (fun cell -> cell.Kind <> "critique")
        |> List.map _.Attribute
        |> List.distinct

    let private cells (attribute: string) (data: RatingData) =
        RatingData.cells data
        |> List.filter (fun cell -> cell.Kind <> "critique" && cell.Attribute = attribute)

    let private title (attribute: string) = $"Figure 3: {attribute} of narratives"

    /// The data of one attribute as a table.
    let table (resampling: Resampling) (data: RatingData) (attribute: string) : Table =
        RatingDistribution.table
            $"figure-3-{attribute}"
            (title attribute)
            resampling
            data
            (cells attribute data)

    /// The chart of one attribute.
    let figure (resampling: Resampling) (data: RatingData) (attribute: string) : Figure =
        RatingDistribution.figure
            $"figure-3-{attribute}"
            (title attribute)
            resampling
            data
            (cells attribute data)
