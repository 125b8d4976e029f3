namespace Regen.Analysis.Render

open System.IO
open System.Text
open System.Text.Encodings.Web
open System.Text.Json
open Regen.Analysis

/// Tables as JSON, for programs; numbers unrounded.
[<RequireQualifiedAccess>]
module Json =

    let private estimate (json: Utf8JsonWriter) (estimate: Estimate) =
        json.WriteNumber("mean", estimate.Mean)
        json.WriteNumber("low", estimate.Low)
        json.WriteNumber("high", estimate.High)

    let private body (json: Utf8JsonWriter) (cell: Cell) =
        match cell with
        | Blank -> ()
        | Words text -> json.WriteString("value", text)
        | Whole value -> json.WriteNumber("value", value)
        | Number(value, _)
        | Share value
        | PaperDifference value
        | Probability value -> json.WriteNumber("value", value)
        | Printed value
        | PrintedShare value -> json.WriteNumber("value", value)
        | PrintedRange(low, high) ->
            json.WriteNumber("low", low)
            json.WriteNumber("high", high)
        | Difference difference -> estimate json difference
        | Tested(difference, p) ->
            estimate json difference
            json.WriteNumber("p", p)
        | NotRun -> ()
        | Ours ours ->
            estimate json ours.Estimate
            json.WriteStartArray "seeds"
            ours.Seeds |> List.iter json.WriteNumberValue
            json.WriteEndArray()
            json.WriteString("signature", ours.Signature)

    let private kind (cell: Cell) =
        match cell with
        | Blank -> "blank"
        | Words _ -> "words"
        | Whole _
        | Number _
        | Share _ -> "number"
        | Printed _
        | PrintedShare _ -> "paper"
        | PrintedRange _ -> "paper_range"
        | PaperDifference _ -> "paper_difference"
        | Difference _ -> "difference"
        | Tested _ -> "tested_difference"
        | Probability _ -> "p"
        | NotRun -> "not_run"
        | Ours _ -> "ours"

    let private row (json: Utf8JsonWriter) (table: Table) (block: Block) (row: Row) =
        json.WriteStartObject()
        json.WriteString("block", block.Heading)
        json.WriteString("label", row.Label)
        json.WriteString("detail", row.Detail)
        json.WriteStartArray "cells"

        for column, cell in List.zip table.Columns row.Cells do
            json.WriteStartObject()
            json.WriteString("column", Table.columnName column)
            json.WriteString("kind", kind cell)
            body json cell
            json.WriteEndObject()

        json.WriteEndArray()
        json.WriteEndObject()

    let private table (json: Utf8JsonWriter) (table: Table) =
        json.WriteStartObject()
        json.WriteString("key", table.Key)
        json.WriteString("title", table.Title)
        json.WriteString("caption", table.Caption)
        json.WriteStartArray "rows"

        for block in table.Blocks do
            block.Rows |> List.iter (row json table block)

        json.WriteEndArray()
        json.WriteEndObject()

    let private tables (json: Utf8JsonWriter) (name: string) (tables: Table list) =
        json.WriteStartArray name
        tables |> List.iter (table json)
        json.WriteEndArray()

    /// All tables of a report, by section.
    let ofDocument (document: Document) : string =
        use stream = new MemoryStream()

        let options =
            JsonWriterOptions(
                Indented = true,
                NewLine = "\n",
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            )

        using (new Utf8JsonWriter(stream, options)) (fun json ->
            json.WriteStartObject()
            json.WriteString("title", document.Title)
            json.WriteStartArray "sections"

            for section in document.Sections do
                json.WriteStartObject()
                json.WriteString("heading", section.Heading)
                json.WriteStartArray "findings"
                section.Findings |> List.iter json.WriteStringValue
                json.WriteEndArray()
                tables json "tables" section.Tables
                json.WriteEndObject()

            json.WriteEndArray()
            tables json "appendix" document.Appendix
            json.WriteEndObject())

        Encoding.UTF8.GetString(stream.ToArray()) + "\n"
