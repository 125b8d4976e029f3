namespace Regen.Analysis.Render

open Regen.Analysis

/// Tables and reports as HTML that asks for nothing from outside.
[<RequireQualifiedAccess>]
module Html =

    /// Text with everything escaped that HTML would take as a mark.
    let escape (text: string) : string = Markup.escape text

    let private kind (cell: Cell) =
        match cell with
        | Words _
        | Blank -> "words"
        | NotRun -> "not-run"
        | Printed _
        | PrintedShare _
        | PrintedRange _
        | PaperDifference _ -> "paper"
        | _ -> "ours"

    /// Sentences begin at the left; numbers and single words stand to the right.
    let private aligned (isProse: bool) = if isProse then " style=\"text-align:left\"" else ""

    let private cell (isProse: bool) (cell: Cell) =
        let text = CellText.ofCell cell
        let beside = text.Beside |> List.map (fun line -> $"<small>{escape line}</small>") |> String.concat ""
        $"""<td class="{kind cell}"{aligned isProse}>{escape text.Main}{beside}</td>"""

    let private row (prose: bool list) (row: Row) : string =
        let detail = if row.Detail = "" then "" else $"<small>{escape row.Detail}</small>"
        let cells = List.map2 cell prose row.Cells |> String.concat ""
        $"""<tr><th scope="row">{escape row.Label}{detail}</th>{cells}</tr>"""

    let private block (prose: bool list) (block: Block) : string list = [
        "<tbody>"

        if block.Heading <> "" then
            $"""<tr class="block"><th scope="rowgroup" colspan="{prose.Length + 1}">{escape block.Heading}</th></tr>"""

        yield! List.map (row prose) block.Rows
        "</tbody>"
    ]

    let private groupHeading (group: string, span: int) =
        if group = "" then
            String.replicate span "<td></td>"
        else
            $"""<th scope="colgroup" colspan="{span}">{escape group}</th>"""

    let private header (table: Table) : string list = [
        "<thead>"

        if table.Columns |> List.exists (fun column -> column.Group <> "") then
            let groups = table |> Table.headings |> List.map groupHeading |> String.concat ""
            $"""<tr class="groups"><td></td>{groups}</tr>"""

        let names =
            List.map2
                (fun isProse (column: Column) ->
                    $"""<th scope="col"{aligned isProse}>{escape column.Name}</th>""")
                (Table.prose table)
                table.Columns

        $"""<tr><th scope="col">{escape table.Stub}</th>{String.concat "" names}</tr>"""
        "</thead>"
    ]

    let private figureOfTable (anchor: string) (table: Table) : string =
        [
            $"""<figure class="regen-table" id="{escape anchor}">"""
            $"""<div class="scroll" role="region" tabindex="0" aria-label="{escape table.Title}">"""
            "<table>"
            $"""<caption><strong>{escape table.Title}</strong><span>{escape table.Caption}</span></caption>"""
            yield! header table
            yield! table.Blocks |> List.collect (block (Table.prose table))
            "</table>"
            "</div>"

            if not table.Notes.IsEmpty then
                "<figcaption>"
                yield! table.Notes |> List.map (fun note -> $"<p>{escape note}</p>")
                "</figcaption>"

            "</figure>"
        ]
        |> String.concat "\n"

    /// A table as a fragment with its own style, as a notebook shows it.
    let ofTable (table: Table) : string = $"<style>{Style.table}</style>\n{figureOfTable table.Key table}"

    let private facts (facts: (string * string) list) : string list = [
        if not facts.IsEmpty then
            """<dl class="facts">"""

            yield!
                facts
                |> List.map (fun (name, value) -> $"<div><dt>{escape name}</dt><dd>{escape value}</dd></div>")

            "</dl>"
    ]

    let private bullets (kind: string) (lines: string list) : string list = [
        if not lines.IsEmpty then
            $"""<ul class="{kind}">"""
            yield! lines |> List.map (fun line -> $"<li>{escape line}</li>")
            "</ul>"
    ]

    let private section (number: int) (section: Section) : string list = [
        $"""<section id="s{number}">"""
        $"<h2>{escape section.Heading}</h2>"
        $"""<p class="caption">{escape section.Caption}</p>"""
        yield! facts section.Facts
        if not section.Findings.IsEmpty then
            "<h3>What the numbers say</h3>"
            yield! bullets "findings" section.Findings

        $"""<figure class="chart">{Svg.ofFigure section.Figure}<figcaption>{escape section.Figure.Title}: {escape section.Figure.Caption}.</figcaption></figure>"""
        yield! section.Tables |> List.map (fun table -> figureOfTable $"s{number}-{table.Key}" table)
        "</section>"
    ]

    let private contents (document: Document) : string list = [
        if document.Sections.Length > 1 then
            """<nav aria-label="Contents"><ol>"""

            for i, section in List.indexed document.Sections do
                $"""<li><a href="#s{i + 1}">{escape section.Heading}</a></li>"""

            "</ol></nav>"
    ]

    /// A whole page, complete in one file.
    let ofDocument (document: Document) : string =
        [
            "<!DOCTYPE html>"
            """<html lang="en">"""
            "<head>"
            """<meta charset="utf-8">"""
            """<meta name="viewport" content="width=device-width, initial-scale=1">"""
            """<meta name="color-scheme" content="light dark">"""
            $"<title>{escape document.Title}</title>"
            $"<style>{Style.page}{Style.table}</style>"
            "</head>"
            "<body>"
            "<main>"
            $"<h1>{escape document.Title}</h1>"
            yield! bullets "notes" document.Notes
            yield! contents document
            yield! document.Sections |> List.mapi (fun i -> section (i + 1)) |> List.concat

            if not document.Appendix.IsEmpty then
                """<section id="appendix"><h2>What the paper reports and Regen has not run</h2>"""
                yield! document.Appendix |> List.map (fun table -> figureOfTable table.Key table)
                "</section>"

            "</main>"
            "</body>"
            "</html>"
        ]
        |> String.concat "\n"
        |> fun text -> text + "\n"
