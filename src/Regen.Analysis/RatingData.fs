namespace Regen.Analysis

open System
open System.IO
open Regen.Core.Runs

/// A finished rating run: its record and its scores.
type RatingData = { Record: RatingRecord; Rows: RatingRow[] }

/// The finished rating runs of some folders, and what was left out, a sentence each.
type RatingsRead = { Ratings: RatingData list; Unfinished: string list }

/// One attribute of one kind of output.
type RatedCell = { Kind: string; Attribute: string }

/// What tables and figures ask of a rating run. Users are the unit of every interval: a user with several rated outputs
/// counts once, with their mean.
[<RequireQualifiedAccess>]
module RatingData =

    /// The variant of what was really written.
    [<Literal>]
    let Real = "real"

    let private cellOrder = [
        for attribute in [ "quality"; "specificity"; "relevance" ] do
            { Kind = "critique"; Attribute = attribute }

        for kind in
            [
                "purchase_reason"
                "purchase_reason_explanation"
                "brief_summary"
                "detailed_summary"
                "profile"
                "product_endorsement"
            ] do
            { Kind = kind; Attribute = "veracity" }
            { Kind = kind; Attribute = "personalization" }

        { Kind = "product_endorsement"; Attribute = "persuasiveness" }
    ]

    /// Reads a folder; throws a RegenException where the run is unfinished or damaged.
    let read (folder: string) : RatingData =
        let folder = RatingFolder folder
        { Record = folder.ReadRecord(); Rows = folder.ReadRows() }

    /// The scores of the dataset, then the studies of the rater.
    let private place (data: RatingData) =
        match data.Record.Study with
        | "scores" -> 0
        | "bias" -> 1
        | _ -> 2

    /// Every rating run in the folders and below them once, scores before studies. Throws a RegenException where one is damaged.
    let readAll (folders: string list) : RatingsRead =
        let finished, unfinished =
            folders
            |> List.collect (RatingFolder.List >> List.ofSeq)
            |> List.distinctBy _.Path
            |> List.partition _.IsFinished

        {
            Ratings = finished |> List.map (_.Path >> read) |> List.sortBy place
            Unfinished = [
                for folder in unfinished ->
                    $"{Path.GetFileName folder.Path}: left out, the ratings are not finished"
            ]
        }

    /// "Purchase reason".
    let kindName (kind: string) : string =
        if kind = "" then
            ""
        else
            (string (Char.ToUpperInvariant kind[0]) + kind.Substring 1).Replace('_', ' ')

    /// The cells that the run scored, critiques first.
    let cells (data: RatingData) : RatedCell list =
        let there =
            data.Rows |> Seq.map (fun row -> { Kind = row.Kind; Attribute = row.Attribute }) |> Set.ofSeq

        cellOrder |> List.filter there.Contains

    /// Variants in the order that they were first rated.
    let variants (data: RatingData) : string list =
        data.Rows |> Seq.map _.Variant |> Seq.distinct |> Seq.toList

    /// How many users have a rated output.
    let users (data: RatingData) : int64 = data.Rows |> Seq.distinctBy _.User |> Seq.length |> int64

    /// Rows of a cell and variant.
    let rows (cell: RatedCell) (variant: string) (data: RatingData) : RatingRow[] =
        data.Rows
        |> Array.filter (fun row ->
            row.Variant = variant && row.Kind = cell.Kind && row.Attribute = cell.Attribute)

    /// For each user with a score, the mean of `value` over the user's scores; by key.
    let perUser (value: int -> float) (rows: RatingRow[]) : Map<string, float> =
        rows
        |> Seq.choose (fun row ->
            row.Score |> Option.ofNullable |> Option.map (fun score -> row.Key, value score))
        |> Seq.groupBy fst
        |> Seq.map (fun (key, values) -> key, values |> Seq.averageBy snd)
        |> Map.ofSeq

    /// The values of `perUser` in the order of the users' keys.
    let vector (value: int -> float) (rows: RatingRow[]) : float[] =
        perUser value rows |> Map.values |> Seq.toArray

    /// Ours minus theirs, user by user, of the users that both have; outputs are matched first, so that nothing is
    /// compared with another position's score.
    let paired (value: int -> float) (ours: RatingRow[]) (theirs: RatingRow[]) : float[] =
        let scored (rows: RatingRow[]) =
            rows
            |> Seq.choose (fun row ->
                row.Score
                |> Option.ofNullable
                |> Option.map (fun score -> (row.Key, row.Position), value score))
            |> Map.ofSeq

        let others = scored theirs

        scored ours
        |> Map.toSeq
        |> Seq.choose (fun (place, score) ->
            others.TryFind place |> Option.map (fun other -> fst place, score - other))
        |> Seq.groupBy fst
        |> Seq.sortBy fst
        |> Seq.map (fun (_, differences) -> differences |> Seq.averageBy snd)
        |> Seq.toArray

    /// 1 for a score of 6 or 7, the paper's high scores.
    let isHigh (score: int) : float = if score >= 6 then 1.0 else 0.0

    /// What must stand beside every number of a run.
    let caption (data: RatingData) : string =
        let record = data.Record

        $"{record.Dataset}, {record.Experiment}, rated by {record.Rater}, seven ratings of each output, {record.Rated} outputs"
        + (if record.IsScripted then
               "; scripted rater: exercises the pipeline, says nothing about REGEN"
           else
               "")
