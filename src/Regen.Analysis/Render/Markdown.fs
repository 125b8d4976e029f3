namespace Regen.Analysis.Render

open Regen.Analysis

/// Tables and reports as GitHub's Markdown.
[<RequireQualifiedAccess>]
module Markdown =

    let private special = set "\\`*_{}[]<>#|~$&"

    /// Text with everything escaped that Markdown or HTML inside it would take as a mark.
    let escape (text: string) : string =
        text.ReplaceLineEndings " "
        |> String.collect (fun letter ->
            match letter with
            | '&' -> "&amp;"
            | '<' -> "&lt;"
            | '>' -> "&gt;"
            | letter when special.Contains letter -> $"\\{letter}"
            | letter -> string letter)

    let private cell (cell: Cell) =
        let text = CellText.ofCell cell
        escape (if text.Beside = "" then text.Main else $"{text.Main} {text.Beside}")

    let private line (cells: string list) = "| " + String.concat " | " cells + " |"

    let private row (row: Row) =
        let label = escape row.Label + (if row.Detail = "" then "" else $" ({escape row.Detail})")
        line (label :: List.map cell row.Cells)

    let private block (columns: int) (block: Block) = [
        if block.Heading <> "" then
            line ($"**{escape block.Heading}**" :: List.replicate columns "")

        yield! List.map row block.Rows
    ]

    /// A table with its title, caption and notes.
    let ofTable (table: Table) : string =
        [
            $"### {escape table.Title}"
            ""
            $"_{escape table.Caption}_"
            ""
            line (escape table.Stub :: List.map (Table.columnName >> escape) table.Columns)
            line ("---" :: List.replicate table.Columns.Length "---:")
            yield! List.collect (block table.Columns.Length) table.Blocks

            for note in table.Notes do
                ""
                escape note
        ]
        |> String.concat "\n"

    let private bullets (lines: string list) =
        lines |> List.map (fun text -> $"- {escape text}") |> String.concat "\n"

    let private section (section: Section) : string list = [
        $"## {escape section.Heading}"
        $"_{escape section.Caption}_"
        section.Facts
        |> List.map (fun (name, value) -> $"- {escape name}: {escape value}")
        |> String.concat "\n"
        bullets section.Findings
        yield! List.map ofTable section.Tables
    ]

    /// A whole report; ends with a line break.
    let ofDocument (document: Document) : string =
        [
            $"# {escape document.Title}"

            if not document.Notes.IsEmpty then
                bullets document.Notes

            yield! List.collect section document.Sections
            yield! List.map ofTable document.Appendix
        ]
        |> String.concat "\n\n"
        |> fun text -> text + "\n"
