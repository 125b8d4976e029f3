module Regen.Analysis.Tests.RatingReportTests

open System
open System.IO
open System.Text.RegularExpressions
open System.Xml.Linq
open Regen.Analysis
open Regen.Analysis.Render
open Regen.Core.Domain
open Regen.Core.Runs
open Xunit

let private nasty =
    "<script>alert(1)</script> & 50 % of $x_{1} | `code` [a](javascript:b) \\end{document}"

let private record (study: string) : RatingRecord =
    RatingRecord(
        Experiment = $"{study}.v1",
        ExperimentSha256 = "00",
        Study = study,
        Dataset = "made-up",
        Commit = "0000000",
        Rater = "scripted-rater.v1",
        IsScripted = true,
        Rated = "drawn",
        Seed = 1L,
        IsAdaptive = false,
        Rubrics = [||],
        Subjects = 40L,
        RatingsAsked = 280L,
        Waiting = 0L,
        Unanswered = 0L,
        Unrated = readOnlyDict [ nasty, 3L ],
        Skipped = readOnlyDict [ "similar_item", 2 ],
        Examples = readOnlyDict [ "profile", nasty ]
    )

let private row (user: int) kind attribute variant (score: Nullable<int>) ratings =
    RatingRow(user, $"U{user:D3}", 3, kind, attribute, variant, "", score, ratings)

/// Real scores 4 to 7 by user; the swapped history takes two points off, user 0 is unrated there.
let private rows: RatingRow[] = [|
    for user in 0..39 do
        let score = 4 + user % 4

        for kind, attribute in [ "critique", "quality"; "critique", "specificity"; "profile", "veracity" ] do
            row user kind attribute "real" (Nullable score) (String.replicate 4 (string score) + "12-")

            if user = 0 then
                row user kind attribute "history_and_item" (Nullable()) "----123"
            else
                row
                    user
                    kind
                    attribute
                    "history_and_item"
                    (Nullable(score - 2))
                    (String(char (int '0' + score - 2), 7))

            row user kind attribute "planted output plain" (Nullable(min 7 (score + 1))) "7777777"
|]

let private data (study: string) : RatingData = { Record = record study; Rows = rows }

let private cell: RatedCell = { Kind = "critique"; Attribute = "quality" }

[<Fact>]
let ``differences are paired on the outputs that have both scores`` () =
    let real = RatingData.rows cell "real" (data "bias")
    let swapped = RatingData.rows cell "history_and_item" (data "bias")
    let differences = RatingData.paired float swapped real
    Assert.Equal(39, differences.Length)
    Assert.All(differences, fun difference -> Assert.Equal(-2.0, difference))
    Assert.Equal(20.0, RatingData.vector RatingData.isHigh real |> Array.sum)
    Assert.Equal(0.0, RatingData.vector RatingData.isHigh swapped |> Array.sum)

[<Fact>]
let ``a user with several outputs counts once`` () =
    let twice = [|
        row 1 "critique" "quality" "real" (Nullable 2) "2222222"
        RatingRow(1, "U001", 5, "critique", "quality", "real", "", Nullable 6, "6666666")
        row 2 "critique" "quality" "real" (Nullable 7) "7777777"
    |]

    Assert.Equal<float[]>([| 4.0; 7.0 |], RatingData.vector float twice)

[<Fact>]
let ``Figure 2 is a distribution: the shares of each output add to one`` () =
    let table = Figure2.table Specimens.resampling (data "scores")

    for row in table.Blocks |> List.collect _.Rows do
        let shares =
            row.Cells
            |> List.map (fun cell ->
                match cell with
                | Ours ours -> ours.Estimate.Mean
                | other -> failwith $"{other} is no share")

        Assert.Equal(7, shares.Length)
        Assert.Equal(1.0, List.sum shares, 1e-12)

[<Fact>]
let ``Figure 4 shows each negative with its share, its difference and the users that have it`` () =
    let table = Figure4.table Specimens.resampling (data "bias")
    let rows = table.Blocks.Head.Rows

    Assert.Equal<string list>(
        [ "as written"; "B: history and item of another user" ],
        rows |> List.map _.Label
    )

    match rows[1].Cells with
    | [ Whole users; Ours share; Difference difference; Ours mean; Difference moved ] ->
        Assert.Equal(3.5, mean.Estimate.Mean, 0.1)
        Assert.Equal(-2.0, moved.Mean)
        Assert.Equal(39L, users)
        Assert.Equal(0.0, share.Estimate.Mean)
        Assert.True(difference.Mean < -0.4 && difference.High < 0.0)
    | other -> failwith $"{other}"

[<Fact>]
let ``the agreement table counts unreadable ratings and majorities`` () =
    let table = RatingTables.agreement (data "scores")

    match table.Blocks.Head.Rows.Head.Cells with
    | Whole outputs :: Whole unrated :: _ :: Share majority :: _ ->
        Assert.Equal((40L, 0L, 1.0), (outputs, unrated, majority))
    | other -> failwith $"{other}"

    Assert.Contains(table.Notes, fun note -> note.StartsWith "Unrated: 3 times")

[<Fact>]
let ``a model's text is escaped in every format`` () =
    let document =
        RatingReport.ofRuns Specimens.resampling nasty [ data "scores"; data "bias"; data "planted" ]

    let html = Html.ofDocument document
    Assert.DoesNotContain("<script", html)
    Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; 50 %", html)
    let markdown = Markdown.ofDocument document
    Assert.DoesNotContain("<script", markdown)
    Assert.DoesNotContain("](javascript", markdown)
    let latex = Latex.ofDocument document
    Assert.Equal(1, Regex.Matches(latex, Regex.Escape @"\end{document}").Count)
    Assert.Contains(@"\$x\_\{1\}", latex)

    for section in document.Sections do
        XDocument.Parse(Svg.ofFigure section.Figure) |> ignore

[<Fact>]
let ``a scripted rater is named on every table and figure`` () =
    let document =
        RatingReport.ofRuns Specimens.resampling "Ratings" [ data "scores"; data "bias"; data "planted" ]

    let said = "scripted rater: exercises the pipeline, says nothing about REGEN"
    Assert.Contains(document.Notes, fun note -> note = said)

    for section in document.Sections do
        Assert.Contains(said, section.Figure.Caption)

        for table in section.Tables do
            Assert.Contains(said, table.Caption)

[<Fact>]
let ``the door reads folders, writes all formats, and refuses an unfinished run`` () =
    let root = Directory.CreateTempSubdirectory("ratings").FullName
    let folder = RatingFolder(Path.Combine(root, "run"))

    let request = {
        Runs = [| folder.Path |]
        Out = Path.Combine(root, "report")
        Title = null
        Seed = 1L
        Resamples = 100
    }

    let begun = folder.Begin()
    rows |> Array.iter begun.Add
    begun.Finish()
    begun.Dispose()
    Assert.Throws<RegenException>(Func<obj>(fun () -> Report.WriteRatings request :> obj)) |> ignore
    folder.Write(record "bias")
    let result = Report.WriteRatings request
    Assert.All(result.Files, fun file -> Assert.True(File.Exists file))
    Assert.Contains("Figure 4", result.Markdown)
    Assert.Equal<RatingRow[]>(rows, folder.ReadRows())
    Assert.Equal(3, Directory.GetFiles(folder.Path).Length)
    Directory.Delete(root, true)

let private rate (folder: string) (study: string) =
    let ratings = RatingFolder folder
    use begun = ratings.Begin()
    rows |> Array.iter begun.Add
    begun.Finish()
    ratings.Write(record study)

[<Fact>]
let ``one report shows what was trained and what was rated below its folders`` () =
    let root = Directory.CreateTempSubdirectory("reproduced").FullName

    for run in Specimens.usual do
        let folder =
            RunStore.Create(Path.Combine(root, "runs", run.Folder), "name: specimen\n", Specimens.statistics)

        folder.WriteRanks run.Ranks
        folder.WriteRecord run.Record

    rate (Path.Combine(root, "ratings", "bias")) "bias"
    rate (Path.Combine(root, "ratings", "scores")) "scores"
    rate (Path.Combine(root, "ratings", "stopped")) "scores"
    File.Delete(Path.Combine(root, "ratings", "stopped", RatingFolder.RecordName))

    let result =
        Report.Write {
            Runs = [| root |]
            Out = Path.Combine(root, "report")
            Title = null
            Seed = 1L
            Resamples = 50
        }

    let place (text: string) = result.Markdown.IndexOf(text, StringComparison.Ordinal)

    let order =
        [
            "Tables 2 and 3: recommendation rows"
            "Table 1: rated"
            "Table 5: the six"
            "Figure 2"
            "Figure 3"
            "Figure 4"
        ]
        |> List.map place

    Assert.All(order, fun place -> Assert.True(place > 0))
    Assert.Equal<int list>(List.sort order, order)
    Assert.Equal(Specimens.usual.Length + 2, result.RunCount)
    Assert.Contains("stopped: left out, the ratings are not finished", result.LeftOut)
    Assert.Contains("scripted rater: exercises the pipeline, says nothing about REGEN", result.LeftOut)
    Directory.Delete(root, true)

[<Fact>]
let ``Figure 2 is drawn as bars with each attribute named once`` () =
    let svg = Svg.ofFigure (Figure2.figure Specimens.resampling (data "scores"))
    let count (pattern: string) = Regex.Matches(svg, pattern).Count
    Assert.Equal(14, count "<rect class=\"s0\"") // seven scores of two attributes
    Assert.Equal(1, count ">Quality<")
    Assert.Equal(1, count ">Specificity<")

[<Fact>]
let ``sentences in a table begin at the left`` () =
    Assert.Equal<bool list>([ true; false ], Table.prose (Table1.ofData Specimens.resampling (data "scores")))
    let html = Html.ofTable (Table1.ofData Specimens.resampling (data "scores"))
    Assert.Equal(7, Regex.Matches(html, "text-align:left\">").Count) // six cells and their heading
