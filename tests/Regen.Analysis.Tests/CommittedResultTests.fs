/// The tables under docs/results are what their committed records say.
module Regen.Analysis.Tests.CommittedResultTests

open System
open System.IO
open Regen.Analysis
open Regen.Core.Runs
open Xunit

let private results: string =
    let rec above (folder: DirectoryInfo | null) =
        match folder with
        | null -> failwith $"Regen.sln is in no folder above {AppContext.BaseDirectory}"
        | folder when File.Exists(Path.Combine(folder.FullName, "Regen.sln")) -> folder.FullName
        | folder -> above folder.Parent

    Path.Combine(above (DirectoryInfo AppContext.BaseDirectory), "docs", "results")

/// Folders whose records hold every user's ranks, without which no interval can be made again.
let private regenerable () : string list = [
    for folder in Directory.GetDirectories results |> Array.sort do
        let records = Path.Combine(folder, "records")

        if
            Directory.Exists records
            && not (
                Directory.GetFiles(records, "ranks.parquet", SearchOption.AllDirectories) |> Array.isEmpty
            )
        then
            folder
]

/// A plan makes it a benchmark, its name a report of critiques; all else is the report of the paper's tables.
let private write (folder: string) (request: ReportRequest) : ReportResult =
    let name = nonNull (Path.GetFileName folder)

    if name.StartsWith("critiques", StringComparison.Ordinal) then
        Report.WriteCritiques request
    elif File.Exists(Path.Combine(folder, "records", BenchmarkPlan.FileName)) then
        Report.WriteBenchmark request
    else
        Report.Write request

[<Fact>]
let ``Committed tables are those that the committed records give`` () =
    let folders = regenerable ()
    Assert.SkipWhen(folders.IsEmpty, "no folder of docs/results holds the ranks of its users")

    let differing = [
        for folder in folders do
            let again = Directory.CreateTempSubdirectory "regen-results-"

            try
                let made =
                    write folder {
                        Runs = [| Path.Combine(folder, "records") |]
                        Out = again.FullName
                        Title = (File.ReadLines(Path.Combine(folder, "report.md")) |> Seq.head).Substring 2
                        Seed = 1L
                        Resamples = 0
                    }

                for file in made.Files do
                    let committed = Path.Combine(folder, nonNull (Path.GetFileName file))

                    if File.Exists committed && File.ReadAllText committed <> File.ReadAllText file then
                        $"{committed} differs from what its records give: write it again with 'regen report'"
            finally
                again.Delete true
    ]

    Assert.Empty differing
