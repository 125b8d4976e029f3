namespace Regen.Analysis

/// One line of a figure: a label and, for each series, an estimate or nothing.
type FigureRow = { Label: string; Detail: string; Points: Estimate option list }

/// Estimates with their intervals along one axis that starts at 0, a row for each thing compared.
[<TypeFormatterSource("Regen.Analysis.Render.NotebookFormatters")>]
type Figure = {
    Key: string
    Title: string
    Caption: string
    /// What the axis measures.
    Axis: string
    /// Names of the series, as many as each row has points.
    Series: string list
    Rows: FigureRow list
}
