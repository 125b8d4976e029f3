module Regen.Analysis.Tests.ReportTests

open System
open System.IO
open System.Threading
open Regen.Analysis
open Regen.Core.Domain
open Regen.Core.Runs
open Xunit

/// A folder that goes away with the test.
type private Scratch() =
    let folder = Directory.CreateTempSubdirectory "regen-report-"

    member _.At(name: string) : string = Path.Combine(folder.FullName, name)

    interface IDisposable with
        member _.Dispose() = folder.Delete true

let private begun (scratch: Scratch) (name: string) : RunFolder =
    RunStore.Create(scratch.At(Path.Combine("runs", name)), "name: specimen\n", Specimens.statistics)

let private write (scratch: Scratch) (run: RunData) : RunFolder =
    let folder = begun scratch run.Folder
    folder.WriteRanks run.Ranks
    folder.WriteRecord run.Record
    folder

let private request (scratch: Scratch) : ReportRequest = {
    Runs = [| scratch.At "runs" |]
    Out = scratch.At "report"
    Title = null
    Seed = 1L
    Resamples = 50
}

let private refused (action: unit -> obj) : RegenException = Assert.Throws<RegenException>(Func<obj> action)

[<Fact>]
let ``A report of run folders writes four files and counts its runs`` () =
    use scratch = new Scratch()
    Specimens.usual |> List.iter (write scratch >> ignore)
    let result = Report.Write(request scratch)

    Assert.Equal(7, result.RunCount)
    Assert.Empty result.LeftOut

    Assert.Equal<string array>(
        [| "report.md"; "report.html"; "report.tex"; "tables.json" |],
        result.Files |> Array.map (Path.GetFileName >> string)
    )

    Assert.Equal(File.ReadAllText result.Files[0], result.Markdown)
    Assert.Contains("synthetic sample; the paper's data is Amazon 2018: not comparable", result.Markdown)
    Assert.Empty(Directory.GetFiles(scratch.At "report", "*.tmp"))

[<Fact>]
let ``Equal runs and requests give equal bytes`` () =
    use scratch = new Scratch()
    Specimens.usual |> List.iter (write scratch >> ignore)
    let one = Report.Write(request scratch)
    let before = one.Files |> Array.map File.ReadAllBytes
    let other = Report.Write { request scratch with Out = scratch.At "again" }
    Array.iter2 (fun bytes file -> Assert.Equal<byte array>(bytes, File.ReadAllBytes file)) before other.Files

[<Fact>]
let ``An unfinished run is left out and named`` () =
    use scratch = new Scratch()
    Specimens.usual |> List.iter (write scratch >> ignore)
    begun scratch "still-training" |> ignore
    let result = Report.Write(request scratch)
    Assert.Equal<string array>([| "still-training: left out, the run has not finished" |], result.LeftOut)
    Assert.Contains("still-training: left out", result.Markdown)
    Assert.Equal(7, result.RunCount)

[<Fact>]
let ``Without a finished run there is no report`` () =
    use scratch = new Scratch()
    begun scratch "still-training" |> ignore
    let problem = refused (fun () -> Report.Write(request scratch))
    Assert.Equal("There is no finished run here (1 unfinished).", problem.What)
    Assert.Contains(scratch.At "runs", problem.Where)
    Assert.False(Directory.Exists(scratch.At "report"))

[<Fact>]
let ``A folder that is not there is named`` () =
    use scratch = new Scratch()
    let problem = refused (fun () -> Report.Write(request scratch))
    Assert.Contains(scratch.At "runs", problem.Where)

[<Fact>]
let ``No folders at all are refused`` () =
    use scratch = new Scratch()
    let problem = refused (fun () -> Report.Write { request scratch with Runs = [||] })
    Assert.Equal("No folder of runs was named.", problem.What)

[<Fact>]
let ``All damaged runs are named at once`` () =
    use scratch = new Scratch()
    let folders = Specimens.usual |> List.map (write scratch)
    File.WriteAllText(folders[0].RecordFile, "{ not json")
    File.WriteAllText(folders[1].RanksFile, "not parquet")
    File.Delete folders[2].StatisticsFile
    let problem = refused (fun () -> Report.Write(request scratch))

    for run in List.take 3 Specimens.usual do
        Assert.Contains(run.Folder, problem.What)

    Assert.DoesNotContain(Specimens.usual[3].Folder + ":", problem.What)

[<Fact>]
let ``A run whose ranks contradict its record is damaged`` () =
    use scratch = new Scratch()
    let run = Specimens.run Specimens.plan

    write scratch {
        run with
            Ranks =
                run.Ranks
                |> Array.map (fun user ->
                    UserRank(
                        user.User,
                        user.Target,
                        user.HistoryLength,
                        1,
                        1,
                        user.IsCritiqued,
                        user.IsSameDay,
                        user.TargetPopularity
                    ))
    }
    |> ignore

    let problem = refused (fun () -> Report.Write(request scratch))
    Assert.Contains("run.json says recall@10 (kept) is", problem.What)

[<Fact>]
let ``A user that stands twice in the ranks makes the run damaged`` () =
    use scratch = new Scratch()
    let run = Specimens.run Specimens.plan
    write scratch { run with Ranks = Array.append run.Ranks [| run.Ranks[3] |] } |> ignore
    let problem = refused (fun () -> Report.Write(request scratch))
    Assert.Contains("ranks.parquet holds a user twice", problem.What)

[<Fact>]
let ``The order of ranks in the file does not matter`` () =
    use scratch = new Scratch()
    Specimens.usual |> List.iter (write scratch >> ignore)
    let before = (Report.Write(request scratch)).Markdown

    (RunStore.Open(scratch.At $"runs/{Specimens.usual[0].Folder}"))
        .WriteRanks(Array.rev Specimens.usual[0].Ranks)

    Assert.Equal(before, (Report.Write(request scratch)).Markdown)

[<Fact>]
let ``A report is written beside runs that it names once, however often they are listed`` () =
    use scratch = new Scratch()
    Specimens.usual |> List.iter (write scratch >> ignore)
    let runs = scratch.At "runs"
    let twice = { request scratch with Runs = [| runs; Path.Combine(runs, Specimens.usual[0].Folder) |] }
    Assert.Equal(7, (Report.Write twice).RunCount)

[<Fact>]
let ``A report that cannot be written says where`` () =
    use scratch = new Scratch()
    write scratch (Specimens.run Specimens.plan) |> ignore
    File.WriteAllText(scratch.At "report", "a file stands here")
    let problem = refused (fun () -> Report.Write(request scratch))
    Assert.Contains(scratch.At "report", problem.Where)

[<Fact>]
let ``Negative resamples are refused`` () =
    use scratch = new Scratch()
    let problem = refused (fun () -> Report.Write { request scratch with Resamples = -1 })
    Assert.Contains("not -1", problem.What)

[<Fact>]
let ``A cancelled report writes nothing`` () =
    use scratch = new Scratch()
    write scratch (Specimens.run Specimens.plan) |> ignore
    let stop = CancellationToken true

    Assert.Throws<OperationCanceledException>(fun () -> Report.Write(request scratch, null, stop) |> ignore)
    |> ignore

    Assert.False(Directory.Exists(scratch.At "report"))
