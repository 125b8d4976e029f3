namespace Regen.Analysis

open System
open System.IO
open Regen.Core.Domain
open Regen.Core.Runs

/// The finished runs of some folders, and what was left out, a sentence each.
type RunsRead = { Runs: RunData list; LeftOut: string list }

/// Reads run folders; never writes to them.
[<RequireQualifiedAccess>]
module RunReader =

    let private tolerance = 1e-6

    /// The run's path below the listed folder; the folder's own name where it is a run itself.
    let private nameOf (entry: RunEntry) =
        if entry.Name = "." then nonNull (Path.GetFileName entry.Folder.Path) else entry.Name

    /// Where run.json and ranks.parquet contradict each other, what is wrong.
    let private contradiction (record: RunRecord) (ranks: UserRank[]) : string option =
        let differing =
            seq {
                for metric in Metric.all do
                    for seen in SeenItems.all do
                        for result in record.Metrics do
                            if
                                result.Metric = metric.Key
                                && result.Column = SeenItems.key seen
                                && result.Slice = "all"
                            then
                                let ours = ranks |> Array.averageBy (SeenItems.rank seen >> metric.Score)

                                if abs (ours - result.Value) > tolerance then
                                    $"run.json says {metric.Key} ({SeenItems.key seen}) is {result.Value:F6}, ranks.parquet says {ours:F6}"
            }

        if ranks.Length = 0 then
            Some "ranks.parquet holds no user"
        elif (ranks |> Array.distinctBy _.User).Length < ranks.Length then
            Some "ranks.parquet holds a user twice, and users are the unit of every interval"
        else
            Seq.tryHead differing

    /// The other ways in which the run's users were asked, or the one that asks others.
    let private readModes (folder: RunFolder) (ranks: UserRank[]) : Result<Map<string, UserRank[]>, string> =
        let questions (users: UserRank[]) =
            users |> Array.map (fun user -> user.User, user.Target, user.HistoryLength)

        let modes = [ for mode in folder.RankModes -> mode, folder.ReadRanks mode |> Array.sortBy _.User ]

        match modes |> List.tryFind (fun (_, asked) -> questions asked <> questions ranks) with
        | Some(mode, _) -> Error $"ranks.{mode}.parquet asks other users than ranks.parquet"
        | None -> Ok(Map.ofList modes)

    let private readFinished
        (name: string)
        (folder: RunFolder)
        (record: RunRecord)
        : Result<RunData, string> =
        try
            let ranks = folder.ReadRanks() |> Array.sortBy _.User

            match contradiction record ranks, readModes folder ranks with
            | Some problem, _
            | None, Error problem -> Error $"{name}: {problem}"
            | None, Ok modes ->
                Ok {
                    Folder = name
                    Record = record
                    Ranks = ranks
                    Statistics = folder.ReadStatistics()
                    Modes = modes
                    Shown = [
                        match Option.ofObj (folder.ReadShown()) with
                        | Some shown -> yield! shown.Parts
                        | None -> ()
                    ]
                }
        with :? RegenException as problem ->
            Error $"{name}: {problem.What}"

    let private readEntry (name: string, entry: RunEntry) : Choice<RunData, string, string> =
        match entry.State, Option.ofObj entry.Record with
        | RunState.Unfinished, _ -> Choice2Of3 $"{name}: left out, the run has not finished"
        | RunState.Finished, Some record ->
            match readFinished name entry.Folder record with
            | Ok run -> Choice1Of3 run
            | Error problem -> Choice3Of3 problem
        | _ ->
            let reason = entry.Reason |> Option.ofObj |> Option.defaultValue "it cannot be read"
            Choice3Of3 $"{name}: {reason}"

    let private refuse (folders: string list) (what: string) (fix: string) =
        raise (RegenException(what, String.concat ", " folders, fix))

    /// Every run below the folders once, by a name that no other has: with its folder in front where that is needed.
    let private listed (folders: string list) : (string * RunEntry) list =
        folders
        |> List.collect (fun folder -> [ for entry in RunStore.List folder -> folder, entry ])
        |> List.distinctBy (fun (_, entry) -> entry.Folder.Path)
        |> List.groupBy (snd >> nameOf)
        |> List.collect (fun (name, same) -> [
            for folder, entry in same -> (if same.Length = 1 then name else $"{folder}: {name}"), entry
        ])

    /// All runs in the given folders and below them, in the order of their names. Unfinished ones are left out and named.
    /// Throws a RegenException where a folder is missing, where no run is finished, and, naming all, where runs are damaged.
    let read (folders: string list) : RunsRead =
        if folders.IsEmpty then
            refuse
                [ "the list of folders" ]
                "No folder of runs was named."
                "name a run's folder or one that holds runs"

        let entries = folders |> listed |> List.map readEntry

        match
            entries
            |> List.choose (function
                | Choice3Of3 problem -> Some problem
                | _ -> None)
        with
        | [] -> ()
        | damaged ->
            let list = damaged |> List.map (fun problem -> $"\n    {problem}") |> String.concat ""
            refuse folders $"Damaged runs:{list}" "run their commands again, or move these folders elsewhere"

        let runs =
            entries
            |> List.choose (function
                | Choice1Of3 run -> Some run
                | _ -> None)

        let leftOut =
            entries
            |> List.choose (function
                | Choice2Of3 note -> Some note
                | _ -> None)

        if runs.IsEmpty then
            let unfinished = if leftOut.IsEmpty then "" else $" ({leftOut.Length} unfinished)"

            refuse
                folders
                $"There is no finished run here{unfinished}."
                "train first: 'regen train'; an unfinished run goes on with the same command"

        { Runs = runs; LeftOut = leftOut }
