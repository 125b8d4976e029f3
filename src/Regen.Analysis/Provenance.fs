namespace Regen.Analysis

open System
open System.Globalization

/// Where the numbers came from: the runs behind a section.
[<RequireQualifiedAccess>]
module Provenance =

    let private short (hash: string) = hash.Substring(0, min 8 hash.Length)

    /// A commit's first ten digits, and "-dirty" where it says so.
    let private commit (text: string) =
        let isDirty = text.EndsWith("-dirty", StringComparison.Ordinal)
        let hash = if isDirty then text.Substring(0, text.Length - "-dirty".Length) else text
        hash.Substring(0, min 10 hash.Length) + (if isDirty then "-dirty" else "")

    let private date (moment: DateTimeOffset) =
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)

    /// Seconds as a person says them.
    let duration (seconds: float) : string =
        let whole = TimeSpan.FromSeconds(Math.Round seconds)

        if seconds < 60.0 then seconds.ToString("F1", CultureInfo.InvariantCulture) + "\u00a0s"
        elif seconds < 3600.0 then $"{whole.Minutes}\u00a0min {whole.Seconds}\u00a0s"
        else $"{int whole.TotalHours}\u00a0h {whole.Minutes}\u00a0min"

    let private row (run: RunData) : Row =
        let record = run.Record

        {
            Label = $"{record.Name}"
            Detail = $"seed {record.Seed}"
            Cells = [
                Words(date record.Started)
                Words(commit record.Commit)
                Words record.Hardware
                Words $"{record.Device}, {record.Precision}, {record.Threads} threads"
                Whole record.Parameters
                Words(if record.Parameters = 0L then "\u2013" else $"{record.BestEpoch} of {record.Epochs}")
                (match Option.ofNullable record.BestValidation with
                 | Some value -> Number(value, 4)
                 | None -> Words "\u2013")
                Words(duration record.WallClockSeconds)
                Words $"{short record.DataSha256} / {short record.ExperimentSha256}"
            ]
        }

    /// The runs of a corpus, in the order of its tables.
    let ofCorpus (corpus: Corpus) : Table = {
        Key = "runs"
        Title = "Runs behind this section"
        Caption = Corpus.caption corpus
        Stub = "Run"
        Columns =
            [
                "Started (UTC)"
                "Commit"
                "Hardware"
                "Device"
                "Parameters"
                "Epoch kept"
                "Validation NDCG@10"
                "Wall clock"
                "Data / experiment"
            ]
            |> List.map Table.column
        Blocks = [ { Heading = ""; Rows = corpus.Entries |> List.collect _.Runs |> List.map row } ]
        Notes = [
            "Data and experiment: the first eight digits of the manifest's and the experiment file's SHA-256."
        ]
    }

    let private distinct (values: string seq) = values |> Seq.distinct |> String.concat ", "

    /// The header of a section: data, dates, commit, hardware, time.
    let facts (corpus: Corpus) : (string * string) list =
        let runs = corpus.Entries |> List.collect _.Runs
        let records = runs |> List.map _.Record

        let days =
            records
            |> List.map (fun record ->
                record.Started.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            |> List.sort

        [
            "Data", $"{corpus.Data}, order of ties: {corpus.Order}, split: {corpus.Split}"
            "Test users", CellText.whole (int64 runs.Head.Ranks.Length)
            "Runs",
            (if days.Head = List.last days then
                 $"{runs.Length}, of {days.Head}"
             else
                 $"{runs.Length}, of {days.Head} to {List.last days}")
            "Commit", records |> Seq.map (_.Commit >> commit) |> distinct
            "Hardware", records |> Seq.map _.Hardware |> distinct
            "Wall clock", duration (records |> List.sumBy _.WallClockSeconds) + " in all"
        ]
