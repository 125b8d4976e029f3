namespace Regen.Analysis.Render

open System
open System.IO
open Regen.Analysis

/// Writes one kind of value in one MIME type; false where the value is of another kind.
/// Public, as is its source, because F# hides the members of an internal type from reflection.
type NotebookFormatter(mimeType: string, render: obj -> string option) =

    member _.MimeType: string = mimeType

    member _.Format(value: obj, writer: TextWriter) : bool =
        match render value with
        | Some text ->
            writer.Write text
            true
        | None -> false

/// What a notebook's kernel finds by name when a cell ends in a table or a figure.
type NotebookFormatters() =

    member _.CreateTypeFormatters() : obj seq = [
        NotebookFormatter(
            "text/html",
            fun value ->
                match value with
                | :? Table as table -> Some(Html.ofTable table)
                | :? Figure as figure -> Some(Svg.ofFigure figure)
                | _ -> None
        )
        NotebookFormatter(
            "text/plain",
            fun value ->
                match value with
                | :? Table as table -> Some(Markdown.ofTable table)
                | :? Figure as figure -> Some(figure.Title + Environment.NewLine)
                | _ -> None
        )
    ]
