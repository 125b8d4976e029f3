namespace Regen.Analysis

/// One line of a figure: a label and, for each series, an estimate or nothing.
type FigureRow = { Label: string; Detail: string; Points: Estimate option list }

/// How the estimates of a figure look.
type Look =
    /// A dot and its interval: what is compared is where they stand.
    | Dots
    /// Bars from 0, rows of one detail close together under its name: what is compared is a distribution.
    | Bars

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
    Look: Look
    Rows: FigureRow list
}
