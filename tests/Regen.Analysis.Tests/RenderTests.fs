module Regen.Analysis.Tests.RenderTests

open System
open System.IO
open System.Reflection
open System.Text.Json
open System.Text.RegularExpressions
open System.Xml.Linq
open Regen.Analysis
open Regen.Analysis.Render
open Xunit

let private nasty = "50 % of <a&b> cost $5_{x}^2 #1 | \\ ~ *now*\nnext"

let private table: Table = {
    Key = "nasty"
    Title = nasty
    Caption = nasty
    Stub = nasty
    Columns = [ { Group = "g_1"; Name = "a|b" }; { Group = "g_1"; Name = "c" }; Table.column "d%" ]
    Blocks = [
        {
            Heading = "one & two"
            Rows = [ { Label = nasty; Detail = "v_1"; Cells = [ Words nasty; NotRun; Number(-0.5, 2) ] } ]
        }
    ]
    Notes = [ nasty ]
}

let private document =
    Document.ofRuns Specimens.resampling "A report of <made-up> runs & tests_1" [ nasty ] Specimens.usual

let private count (pattern: string) (text: string) : int = Regex.Matches(text, pattern).Count

[<Fact>]
let ``Markdown escapes what would break a table or become HTML`` () =
    let text = Markdown.ofTable table
    Assert.Contains(@"50 % of &lt;a&amp;b&gt; cost \$5\_{x}^2 \#1 \| \\ \~ \*now\* next", text)
    Assert.Contains(@"g\_1 a\|b", text)

    for line in text.Split '\n' |> Array.filter _.StartsWith('|') do
        Assert.Equal(5, count @"(?<!\\)\|" line)

[<Fact>]
let ``LaTeX escapes its special characters`` () =
    Assert.Equal(
        @"50 \% of \textless{}a\&b\textgreater{} cost \$5\_\{x\}\textasciicircum{}2 \#1 \textbar{} \textbackslash{} \textasciitilde{} *now* next",
        Latex.escape nasty
    )

    Assert.Equal("$-$0.5--1", Latex.escape "\u22120.5\u20131")

[<Fact>]
let ``LaTeX is balanced and has no bare special character`` () =
    let text = Latex.ofDocument document
    let bare = Regex.Replace(text, @"\\[\\{}%&$#_]", "")
    Assert.Equal(count @"\{" bare, count @"\}" bare)
    Assert.Equal(0, count @"\$" bare % 2)

    let opened =
        Regex.Matches(text, @"\\begin\{(\w+)\}") |> Seq.countBy _.Groups[1].Value |> Seq.sort |> Seq.toList

    let closed =
        Regex.Matches(text, @"\\end\{(\w+)\}") |> Seq.countBy _.Groups[1].Value |> Seq.sort |> Seq.toList

    Assert.Equal<(string * int) list>(opened, closed)
    Assert.DoesNotContain("_", Regex.Replace(bare, @"\\label\{[^}]*\}", ""))
    Assert.DoesNotContain(text, fun letter -> letter > '\u007f')

[<Fact>]
let ``Every LaTeX row has as many cells as its table has columns`` () =
    let text = Latex.ofTable table
    let body = text.Substring(text.IndexOf(@"\toprule", StringComparison.Ordinal))

    let width (line: string) =
        let spanned =
            Regex.Matches(line, @"\\multicolumn\{(\d+)\}")
            |> Seq.sumBy (fun found -> int found.Groups[1].Value - 1)

        1 + spanned + count @"(?<!\\)&" line

    for line in body.Split '\n' |> Array.filter _.EndsWith(@"\\", StringComparison.Ordinal) do
        Assert.Equal(4, width line)

[<Fact>]
let ``HTML is well formed, escaped and asks for nothing from outside`` () =
    let text = Html.ofDocument document
    // Void elements are the only ones that XML would not read.
    let xml = Regex.Replace(text.Replace("<!DOCTYPE html>", ""), @"<(meta[^>]*)>", "<$1/>")
    let page = XDocument.Parse xml
    Assert.DoesNotContain("http", text.Replace("http://www.w3.org/2000/svg", ""))
    Assert.Equal(0, count @"<(script|link|img|iframe)|url\(|@import" text)
    Assert.Contains("&lt;made-up&gt; runs &amp; tests_1", text)

    let ids = [
        for element in page.Descendants() do
            match element.Attribute "id" with
            | null -> ()
            | id -> id.Value
    ]

    Assert.Equal(ids.Length, (List.distinct ids).Length)

[<Fact>]
let ``HTML tables name their rows and columns for screen readers`` () =
    let text = Html.ofTable table
    Assert.Equal(1, count "<caption>" text)
    Assert.Equal(4, count "scope=\"col\"" text)
    Assert.Equal(1, count "scope=\"row\"" text)
    Assert.Contains("<td class=\"not-run\">not run</td>", text)

[<Fact>]
let ``The figure shows each estimate with its interval`` () =
    let svg = Svg.ofFigure (document.Sections |> List.exactlyOne).Figure
    XDocument.Parse svg |> ignore
    Assert.Equal(10, count "class=\"whisker" svg)
    Assert.Contains("FLARE + critique", svg)

[<Fact>]
let ``JSON holds unrounded numbers with intervals and signatures`` () =
    use json = JsonDocument.Parse((Json.ofDocument document: string))
    let section = (json.RootElement.GetProperty "sections").[0]

    let table =
        (section.GetProperty "tables").EnumerateArray()
        |> Seq.find (fun table -> (table.GetProperty "key").GetString() = "tables-2-3-kept")

    let row = (table.GetProperty "rows").[0]
    let cell = (row.GetProperty "cells").[0]
    Assert.Equal("Recall@10 ours", (cell.GetProperty "column").GetString())
    Assert.Equal("recall@10|kept|ties:worst|v:1", (cell.GetProperty "signature").GetString())
    Assert.Equal(2, (cell.GetProperty "seeds").GetArrayLength())

[<Fact>]
let ``Equal runs make equal bytes, in whatever order they are given`` () =
    let again = Document.ofRuns Specimens.resampling document.Title [ nasty ] (List.rev Specimens.usual)
    Assert.Equal(Html.ofDocument document, Html.ofDocument again)
    Assert.Equal(Markdown.ofDocument document, Markdown.ofDocument again)
    Assert.Equal(Latex.ofDocument document, Latex.ofDocument again)
    Assert.Equal(Json.ofDocument document, Json.ofDocument again)

/// Calls a member by its name alone, as a kernel does that does not know our types.
let private call (name: string) (arguments: obj[]) (target: obj) : obj =
    let publicly = BindingFlags.Public ||| BindingFlags.Instance
    let binding = publicly ||| BindingFlags.InvokeMethod ||| BindingFlags.GetProperty
    target.GetType().InvokeMember(name, binding, null, target, arguments) |> nonNull

let private shown (value: obj) (mimeType: string) : string =
    let attribute =
        value.GetType().GetCustomAttributes false
        |> Array.find (fun found -> found.GetType().Name = "TypeFormatterSourceAttribute")

    let sourceType = call "FormatterSourceType" [||] attribute :?> Type
    let source = Activator.CreateInstance sourceType |> nonNull
    let formatters = call "CreateTypeFormatters" [||] source :?> obj seq
    let formatter = formatters |> Seq.find (fun found -> mimeType.Equals(call "MimeType" [||] found))
    use writer = new StringWriter()
    Assert.True(call "Format" [| value; writer |] formatter |> unbox<bool>)
    writer.ToString()

[<Fact>]
let ``A notebook finds out by itself how to show a table and a figure`` () =
    Assert.Equal(Html.ofTable table, shown table "text/html")
    Assert.Equal(Markdown.ofTable table, shown table "text/plain")
    Assert.StartsWith("<svg", shown (List.exactlyOne document.Sections).Figure "text/html")
