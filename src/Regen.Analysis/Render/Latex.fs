namespace Regen.Analysis.Render

open Regen.Analysis

/// Tables and reports as LaTeX with booktabs.
[<RequireQualifiedAccess>]
module Latex =

    /// Text with LaTeX's ten special characters escaped, and typographic minus signs and dashes turned into its own.
    let escape (text: string) : string =
        text.ReplaceLineEndings " "
        |> String.collect (fun letter ->
            match letter with
            | '\\' -> @"\textbackslash{}"
            | '~' -> @"\textasciitilde{}"
            | '^' -> @"\textasciicircum{}"
            | '<' -> @"\textless{}"
            | '>' -> @"\textgreater{}"
            | '|' -> @"\textbar{}"
            | '&'
            | '%'
            | '$'
            | '#'
            | '_'
            | '{'
            | '}' -> $@"\{letter}"
            | '\u2212' -> "$-$"
            | '\u2013' -> "--"
            | '\u00a0' -> "~"
            | letter -> string letter)

    let private cell (cell: Cell) =
        let text = CellText.ofCell cell
        let beside = text.Beside |> List.map (fun line -> $@" {{\scriptsize {escape line}}}")
        escape text.Main + String.concat "" beside

    let private line (cells: string list) = String.concat " & " cells + @" \\"

    let private row (row: Row) =
        let detail = if row.Detail = "" then "" else $@" {{\scriptsize {escape row.Detail}}}"
        line (escape row.Label + detail :: List.map cell row.Cells)

    let private block (columns: int) (isFirst: bool) (block: Block) = [
        if not isFirst then
            @"\midrule"

        if block.Heading <> "" then
            $@"\multicolumn{{{columns + 1}}}{{l}}{{\textit{{{escape block.Heading}}}}} \\"

        yield! List.map row block.Rows
    ]

    let private heading (group: string, span: int) =
        if group = "" then List.replicate span "" else [ $@"\multicolumn{{{span}}}{{c}}{{{escape group}}}" ]

    /// Thin rules under the headings that span columns; the first column of numbers is the second of the table.
    let private rules (table: Table) =
        Table.headings table
        |> List.mapFold (fun start (group, span) -> (group, start, start + span - 1), start + span) 2
        |> fst
        |> List.filter (fun (group, _, _) -> group <> "")
        |> List.map (fun (_, first, last) -> $@"\cmidrule(lr){{{first}-{last}}}")
        |> String.concat ""

    let private header (table: Table) : string list = [
        if table.Columns |> List.exists (fun column -> column.Group <> "") then
            line ("" :: List.collect heading (Table.headings table))
            rules table

        line (escape table.Stub :: List.map (fun (column: Column) -> escape column.Name) table.Columns)
        @"\midrule"
    ]

    /// A floating table: label `tab:KEY`, width of the text.
    let private labelled (label: string) (table: Table) : string =
        let column isProse = if isProse then @"p{9cm}" else "r"
        let alignment = "l" + (Table.prose table |> List.map column |> String.concat "")

        [
            @"\begin{table}[htbp]"
            @"\centering"
            $@"\caption{{{escape table.Title}. {escape table.Caption}.}}"
            $@"\label{{tab:{label}}}"
            @"\resizebox{\textwidth}{!}{%"
            $@"\begin{{tabular}}{{{alignment}}}"
            @"\toprule"
            yield! header table

            yield! table.Blocks |> List.mapi (fun i -> block table.Columns.Length (i = 0)) |> List.concat

            @"\bottomrule"
            @"\end{tabular}%"
            "}"

            for note in table.Notes do
                $@"\par\smallskip{{\footnotesize\raggedright {escape note}\par}}"

            @"\end{table}"
        ]
        |> String.concat "\n"

    /// A floating table by itself.
    let ofTable (table: Table) : string = labelled table.Key table

    let private items (lines: string list) = [
        if not lines.IsEmpty then
            @"\begin{itemize}"
            yield! lines |> List.map (fun text -> $@"\item {escape text}")
            @"\end{itemize}"
    ]

    let private section (number: int) (section: Section) : string list = [
        ""
        $@"\section{{{escape section.Heading}}}"
        $@"\emph{{{escape section.Caption}}}"
        yield! items (section.Facts |> List.map (fun (name, value) -> $"{name}: {value}"))
        yield! items section.Findings
        yield! section.Tables |> List.map (fun table -> labelled $"{number}-{table.Key}" table)
        @"\clearpage"
    ]

    /// A whole document, to be compiled as it stands or to take tables from.
    let ofDocument (document: Document) : string =
        [
            @"\documentclass{article}"
            @"\usepackage[T1]{fontenc}"
            @"\usepackage[a4paper,landscape,margin=2cm]{geometry}"
            @"\usepackage{booktabs}"
            @"\usepackage{graphicx}"
            $@"\title{{{escape document.Title}}}"
            @"\author{}"
            @"\date{}"
            @"\begin{document}"
            @"\maketitle"
            yield! items document.Notes
            yield! document.Sections |> List.mapi (fun i -> section (i + 1)) |> List.concat
            ""
            yield! List.map ofTable document.Appendix
            @"\end{document}"
        ]
        |> String.concat "\n"
        |> fun text -> text + "\n"
