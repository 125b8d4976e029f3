namespace Regen.Analysis

open System
open System.IO
open System.Runtime.InteropServices
open System.Text
open System.Threading
open Regen.Analysis.Render
open Regen.Core.Domain
open Regen.Core.Runs

/// Which runs make a report, and where it goes.
[<CLIMutable>]
type ReportRequest = {
    /// Folders of runs and of ratings, or folders that hold them at any depth.
    Runs: string array
    /// Folder of the report; made where it is missing.
    Out: string
    /// Null or empty: "Regen report".
    Title: string | null
    /// Seed of the bootstrap and of the sign flips.
    Seed: int64
    /// Resamples of users, and sign flips; 0 stands for 2,000.
    Resamples: int
}

/// What a report holds and where it stands.
type ReportResult = {
    /// report.md, report.html, report.tex and tables.json, with their full paths.
    Files: string array
    /// The text of report.md.
    Markdown: string
    /// Runs that the tables stand on.
    RunCount: int
    /// What was left out and what must be known, a sentence each.
    LeftOut: string array
}

/// Reports of finished runs: the one door of this library for callers in C#.
[<Sealed; AbstractClass>]
type Report private () =

    static let defaultResamples = 2000

    /// Beside the target, flushed, then renamed.
    static let writeWhole (path: string) (text: string) =
        let temporary = path + ".tmp"

        try
            do
                use stream = new FileStream(temporary, FileMode.Create, FileAccess.Write)
                stream.Write(ReadOnlySpan(UTF8Encoding(false).GetBytes text))
                stream.Flush true

            File.Move(temporary, path, overwrite = true)
        with
        | :? IOException
        | :? UnauthorizedAccessException as problem ->
            raise (
                RegenException(
                    $"The report could not be written: {problem.Message}",
                    path,
                    "free some space or name another folder with --out, then run the same command again",
                    problem
                )
            )

    static let makeFolder (folder: string) =
        try
            Directory.CreateDirectory(folder).FullName
        with
        | :? IOException
        | :? UnauthorizedAccessException as problem ->
            raise (
                RegenException(
                    $"The report's folder cannot be made: {problem.Message}",
                    folder,
                    "name another folder with --out",
                    problem
                )
            )

    static let check (request: ReportRequest) =
        if request.Resamples < 0 then
            raise (
                RegenException(
                    $"An interval needs at least one resample, not {request.Resamples}.",
                    "resamples",
                    "leave it out for 2,000, or give a number from 1 on"
                )
            )

        ArgumentException.ThrowIfNullOrEmpty(request.Out, nameof request.Out)
        ArgumentNullException.ThrowIfNull(request.Runs, nameof request.Runs)

    static let resamplingOf (request: ReportRequest) : Resampling = {
        Seed = request.Seed
        Resamples = if request.Resamples = 0 then defaultResamples else request.Resamples
    }

    /// Writes a document in every format.
    static let publish (request: ReportRequest) (document: Document) : ReportResult =
        let folder = makeFolder request.Out
        let markdown = Markdown.ofDocument document

        let files = [|
            Path.Combine(folder, "report.md"), markdown
            Path.Combine(folder, "report.html"), Html.ofDocument document
            Path.Combine(folder, "report.tex"), Latex.ofDocument document
            Path.Combine(folder, "tables.json"), Json.ofDocument document
        |]

        for path, text in files do
            writeWhole path text

        {
            Files = Array.map fst files
            Markdown = markdown
            RunCount = document.Sections |> List.sumBy (fun section -> section.Runs)
            LeftOut = List.toArray document.Notes
        }

    /// Reads the runs, makes a document of them, and writes it in every format.
    static let write
        (request: ReportRequest)
        (progress: IProgress<WorkProgress> | null)
        (stop: CancellationToken)
        (compose: Resampling -> RunsRead -> Document)
        : ReportResult =
        check request

        let say stage finished =
            stop.ThrowIfCancellationRequested()

            match progress with
            | null -> ()
            | progress -> progress.Report(WorkProgress(stage, finished, 3L, "steps"))

        say "reading runs" 0L
        let read = RunReader.read (List.ofArray request.Runs)
        say $"intervals over {read.Runs.Length} runs" 1L

        let document = compose (resamplingOf request) read
        say "writing" 2L
        let result = publish request document
        say "report" 3L
        result

    static let title (request: ReportRequest) (usual: string) =
        if String.IsNullOrWhiteSpace request.Title then usual else string request.Title

    static let refuse (request: ReportRequest) (what: string) (fix: string) =
        raise (RegenException(what, String.concat ", " request.Runs, fix))

    /// Reads the runs, renders their report, and writes report.md, report.html, report.tex and tables.json, each whole or not
    /// at all. What was rated in these folders follows what was trained: Tables 1 and 5, the data of Figures 2 to 4. Equal runs and requests give equal bytes. Throws a RegenException for missing, unfinished or damaged runs.
    static member Write
        (
            request: ReportRequest,
            [<Optional; DefaultParameterValue(null: IProgress<WorkProgress> | null)>] progress:
                IProgress<WorkProgress> | null,
            [<Optional; DefaultParameterValue(CancellationToken())>] stop: CancellationToken
        ) : ReportResult =
        write request progress stop (fun resampling read ->
            let document = Document.ofRuns resampling (title request "Regen report") read.LeftOut read.Runs
            RatingData.readAll (List.ofArray request.Runs) |> RatingReport.addTo document resampling)

    /// The report of a benchmark: one table for each data set and order of the plan that lies in the first of the folders as
    /// benchmark.json, with the shortcuts that lie beside it. Files and errors as those of Write; throws also where there is no plan.
    static member WriteBenchmark
        (
            request: ReportRequest,
            [<Optional; DefaultParameterValue(null: IProgress<WorkProgress> | null)>] progress:
                IProgress<WorkProgress> | null,
            [<Optional; DefaultParameterValue(CancellationToken())>] stop: CancellationToken
        ) : ReportResult =
        check request

        let plan =
            match request.Runs |> Seq.tryPick (fun folder -> BenchmarkPlan.Read folder |> Option.ofObj) with
            | Some plan -> plan
            | None ->
                refuse
                    request
                    $"There is no plan of a benchmark here ({BenchmarkPlan.FileName})."
                    "run the grid first: 'regen sweep experiments/benchmark/grid.v1.yaml'; it writes the plan"

        let shortcuts = request.Runs |> Seq.collect ShortcutRecord.ReadAll |> Seq.toList

        write request progress stop (fun resampling read ->
            Benchmark.ofRuns
                resampling
                (title request $"Benchmark {plan.Name}")
                read.LeftOut
                Published.all
                shortcuts
                plan
                read.Runs)

    /// The report of the runs that read critiques, beside their controls. Files and errors as those of Write; throws also where no
    /// run reads critiques.
    static member WriteCritiques
        (
            request: ReportRequest,
            [<Optional; DefaultParameterValue(null: IProgress<WorkProgress> | null)>] progress:
                IProgress<WorkProgress> | null,
            [<Optional; DefaultParameterValue(CancellationToken())>] stop: CancellationToken
        ) : ReportResult =
        write request progress stop (fun resampling read ->
            if read.Runs |> List.forall (fun run -> run.Record.Condition <> "history+critique") then
                refuse
                    request
                    "No run here reads critiques."
                    "train an experiment with model.critique.use: true, then ask it with 'regen evaluate --critiques'"

            CritiqueControls.ofRuns
                resampling
                (title request "Critiques and their controls")
                read.LeftOut
                read.Runs)

    /// The report of rating runs: request.Runs are their folders. Tables 1 and 5, the data of Figures 2 to 4 and agreement, by
    /// each run's study. Files as those of Write; throws a RegenException for an unfinished or damaged run.
    static member WriteRatings
        (
            request: ReportRequest,
            [<Optional; DefaultParameterValue(CancellationToken())>] stop: CancellationToken
        ) : ReportResult =
        check request
        stop.ThrowIfCancellationRequested()

        if request.Runs.Length = 0 then
            refuse request "No rating run is named." "give the folders that 'regen rate' wrote"

        request.Runs
        |> Seq.map RatingData.read
        |> Seq.toList
        |> RatingReport.ofRuns (resamplingOf request) (title request "Ratings")
        |> publish request
