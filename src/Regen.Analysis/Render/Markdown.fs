namespace Regen.Analysis.Render

open Regen.Analysis

/// Tables and reports as GitHub's Markdown.
[<RequireQualifiedAccess>]
module Markdown =

    let private special = set "\\`*_#|~$"

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
        |> _.Replace("](", "]\\(") // brackets alone are an interval, not a link

    let private cell (cell: Cell) =
        let text = CellText.ofCell cell
        escape (String.concat " " (text.Main :: text.Beside))

    let private row (row: Row) : string list =
        let label = escape row.Label + (if row.Detail = "" then "" else $" ({escape row.Detail})")
        label :: List.map cell row.Cells

    let private block (columns: int) (block: Block) : string list list = [
        if block.Heading <> "" then
            $"**{escape block.Heading}**" :: List.replicate columns ""

        yield! List.map row block.Rows
    ]

    /// Columns padded to one width, so that the table also reads well as plain text; numbers stand to the right, and sentences,
    /// which would stretch every line, are not padded.
    let private grid (prose: bool list) (lines: string list list) : string list =
        let isProse = Array.ofList (false :: prose)

        let widths =
            lines
            |> List.transpose
            |> List.mapi (fun place column ->
                if isProse[place] then 4 else column |> List.map String.length |> List.max |> max 4)

        let pad place (text: string) (width: int) =
            if place = 0 || isProse[place] then text.PadRight width else text.PadLeft width

        let line cells = "| " + (List.mapi2 pad cells widths |> String.concat " | ") + " |"

        let rule =
            widths
            |> List.mapi (fun place width ->
                if place = 0 || isProse[place] then
                    String.replicate width "-"
                else
                    String.replicate (width - 1) "-" + ":")

        line (List.head lines) :: line rule :: (List.tail lines |> List.map line)

    /// A table with its title, caption and notes.
    let ofTable (table: Table) : string =
        [
            $"### {escape table.Title}"
            ""
            $"_{escape table.Caption}_"
            ""
            yield!
                grid (Table.prose table) [
                    escape table.Stub :: List.map (Table.columnName >> escape) table.Columns
                    yield! List.collect (block table.Columns.Length) table.Blocks
                ]

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
        if not section.Facts.IsEmpty then
            section.Facts
            |> List.map (fun (name, value) -> $"- {escape name}: {escape value}")
            |> String.concat "\n"

        if not section.Findings.IsEmpty then
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
