namespace Regen.Analysis

open System
open System.Globalization

/// Names the type that shows a value in a notebook. Kernels recognise this attribute, and the members of the type it
/// names, by their names alone, so that no notebook package is referenced. The type is given as text because views
/// are compiled after values. Public only because F# hides the members of an internal type from reflection.
[<AttributeUsage(AttributeTargets.Class)>]
type TypeFormatterSourceAttribute(sourceName: string) =
    inherit Attribute()

    member _.FormatterSourceType: Type = Type.GetType(sourceName, throwOnError = true) |> nonNull

    member val PreferredMimeTypes: string[] = [| "text/html" |] with get, set

/// Our number in a table: what several seeds say together.
type Measured = {
    /// Mean and interval over users, of scores that were first averaged over the seeds.
    Estimate: Estimate
    /// The mean of each seed, in the order of the runs; one entry for a single run.
    Seeds: float list
    /// How the number was made, as the run recorded it.
    Signature: string
}

/// What stands in one cell of a table, before anyone decides how it looks.
type Cell =
    | Blank
    | Words of string
    | Whole of int64
    /// A number with so many digits after the point.
    | Number of value: float * digits: int
    /// A number of the paper, with the digits that it prints.
    | Printed of decimal
    /// A share in [0, 1] of the paper, shown in percent.
    | PrintedShare of decimal
    /// The lowest and the highest of several numbers of the paper.
    | PrintedRange of low: decimal * high: decimal
    /// A share in [0, 1], shown in percent with one digit.
    | Share of float
    | Ours of Measured
    /// A difference, shown with its sign.
    | Difference of Estimate
    /// A difference with the p-value of its test.
    | Tested of difference: Estimate * p: float
    /// The paper's difference between two of its rows, without an interval.
    | PaperDifference of float
    | Probability of float
    | NotRun

/// A column; neighbours with the same non-empty group share a heading.
type Column = { Group: string; Name: string }

/// A line of a table; the detail (an experiment's name) is shown smaller.
type Row = { Label: string; Detail: string; Cells: Cell list }

/// Rows under one heading, which is empty where a table has a single block.
type Block = { Heading: string; Rows: Row list }

/// A table as data; rows and columns stay in the order the author gave them.
[<TypeFormatterSource("Regen.Analysis.Render.NotebookFormatters")>]
type Table = {
    /// Short name, unique within a section: the anchor in HTML and the label in LaTeX.
    Key: string
    Title: string
    /// What a reader must know before comparing numbers.
    Caption: string
    /// Heading of the column of row labels.
    Stub: string
    Columns: Column list
    Blocks: Block list
    Notes: string list
}

/// A cell as text: the number, and what is shown smaller beside or below it. Minus signs and dashes are the typographic ones.
type CellText = { Main: string; Beside: string list }

/// How numbers look, the same in every renderer.
[<RequireQualifiedAccess>]
module CellText =

    let private minus (text: string) = text.Replace('-', '\u2212')

    let private digits count (value: float) =
        let text = value.ToString($"F{count}", CultureInfo.InvariantCulture)
        minus (if text.TrimStart('-').Trim('0', '.') = "" then text.TrimStart '-' else text)

    let private printed (value: decimal) =
        minus (value.ToString((if value.Scale = 0uy then "N0" else "G"), CultureInfo.InvariantCulture))

    /// A number with four digits, as all metrics are printed.
    let number (value: float) : string = digits 4 value

    /// A difference with its sign and four digits.
    let signed (value: float) : string = if value > 0.0 then "+" + digits 4 value else digits 4 value

    /// A whole number with a comma between thousands.
    let whole (value: int64) : string = minus (value.ToString("N0", CultureInfo.InvariantCulture))

    /// A share as percent with one digit.
    let percent (value: float) : string = digits 1 (100.0 * value) + " %"

    /// Seconds with one digit.
    let seconds (value: float) : string = digits 1 value + " s"

    /// An interval in square brackets.
    let interval (show: float -> string) (estimate: Estimate) : string =
        $"[{show estimate.Low}, {show estimate.High}]"

    /// A p-value with three digits.
    let probability (value: float) : string = if value < 0.001 then "< 0.001" else digits 3 value

    let private seeds (values: float list) =
        if values.Length < 2 then [] else [ $"{number (List.min values)}\u2013{number (List.max values)}" ]

    /// The text of a cell.
    let ofCell (cell: Cell) : CellText =
        let plain text = { Main = text; Beside = [] }

        match cell with
        | Blank -> plain ""
        | Words text -> plain text
        | Whole value -> plain (whole value)
        | Number(value, count) -> plain (digits count value)
        | Printed value -> plain (printed value)
        | PrintedShare value -> plain (percent (float value))
        | PrintedRange(low, high) -> plain $"{printed low}\u2013{printed high}"
        | Share value -> plain (percent value)
        | Ours ours -> {
            Main = number ours.Estimate.Mean
            Beside = interval number ours.Estimate :: seeds ours.Seeds
          }
        | Difference estimate -> { Main = signed estimate.Mean; Beside = [ interval signed estimate ] }
        | Tested(difference, p) -> {
            Main = signed difference.Mean
            Beside = [ interval signed difference; $"p {probability p}" ]
          }
        | PaperDifference value -> plain (signed value)
        | Probability value -> plain (probability value)
        | NotRun -> plain "not run"

/// What renderers ask of a table.
[<RequireQualifiedAccess>]
module Table =

    /// A column under no common heading.
    let column (name: string) : Column = { Group = ""; Name = name }

    /// Neighbouring columns by their common heading: the heading and how many columns it spans.
    let headings (table: Table) : (string * int) list =
        let join column groups =
            match groups with
            | (group, span) :: rest when group = column.Group && group <> "" -> (group, span + 1) :: rest
            | _ -> (column.Group, 1) :: groups

        List.foldBack join table.Columns []

    let private longWords = 40

    /// For each column, whether it holds sentences: they begin at the left, and in LaTeX they are broken into lines.
    let prose (table: Table) : bool list =
        let isLong cell =
            match cell with
            | Words text -> text.Length > longWords
            | _ -> false

        [
            for place in 0 .. table.Columns.Length - 1 ->
                table.Blocks
                |> List.exists (fun block -> block.Rows |> List.exists (fun row -> isLong row.Cells[place]))
        ]

    /// The one-line name of a column: its group and its own name.
    let columnName (column: Column) : string =
        match column.Group, column.Name with
        | "", name -> name
        | group, "" -> group
        | group, name -> $"{group} {name}"
