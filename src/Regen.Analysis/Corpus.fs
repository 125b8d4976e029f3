namespace Regen.Analysis

open System
open System.Collections.Generic
open Regen.Core.Runs

/// One line of a result table: the runs of one experiment on one corpus, which differ in the seed alone.
type Entry = { Name: string; Model: string; Condition: string; Runs: RunData list }

/// What may be compared: the entries that were tested on one data set, in one order of ties, on one split.
type Corpus = { Data: string; Order: string; Split: string; IsSynthetic: bool; Entries: Entry list }

/// How intervals are made: the seed of the draws and how many resamples.
type Resampling = { Seed: int64; Resamples: int }

/// Which users belong to a slice.
[<RequireQualifiedAccess>]
module Slices =

    /// Thirds of the test users by how often their target occurs in the training part, cut as the evaluation cuts them:
    /// users with equally popular targets stay together, in the lower third.
    let private third (ranks: UserRank[]) =
        let ascending = ranks |> Array.map _.TargetPopularity |> Array.sort
        let cut third = ascending[max 0 (third * ascending.Length / 3 - 1)]
        let low, middle = cut 1, cut 2

        fun (user: UserRank) ->
            if user.TargetPopularity <= low then "popularity:low"
            elif user.TargetPopularity <= middle then "popularity:middle"
            else "popularity:high"

    /// Places in `ranks` of the users of a slice, ascending. Misuse: a slice of another name.
    let members (slice: Slice) (ranks: UserRank[]) : int[] =
        let places belongs = [|
            for i in 0 .. ranks.Length - 1 do
                if belongs ranks[i] then
                    i
        |]

        match slice.Key with
        | _ when ranks.Length = 0 -> [||]
        | "all" -> places (fun _ -> true)
        | "critiqued" -> places _.IsCritiqued
        | "not_critiqued" -> places (fun user -> not user.IsCritiqued)
        | "same_day" -> places _.IsSameDay
        | "other_day" -> places (fun user -> not user.IsSameDay)
        | key when key.StartsWith("popularity:", StringComparison.Ordinal) ->
            let third = third ranks
            places (fun user -> third user = key)
        | key -> invalidArg (nameof slice) $"no slice is called '{key}'"

/// Names, order and scores of entries.
[<RequireQualifiedAccess>]
module Entry =

    let private models =
        dict [
            "flare", "FLARE"
            "popularity", "Popularity"
            "markov", "First-order Markov"
            "item_knn", "Item-kNN"
            "tgh", "TGH"
        ]

    /// A model's name in tables.
    let modelName (model: string) : string =
        match models.TryGetValue model with
        | true, name -> name
        | _ -> model

    /// The model, and whether it was shown the critique: a row's label where both conditions stand in one list.
    let shortName (entry: Entry) : string =
        modelName entry.Model + (if entry.Condition = "history+critique" then " + critique" else "")

    /// The name to say in a sentence: the model, and the experiment where a corpus has several of that model.
    let label (corpus: Corpus) (entry: Entry) : string =
        let twins =
            corpus.Entries
            |> List.filter (fun other -> other.Model = entry.Model && other.Condition = entry.Condition)

        if twins.Length > 1 then $"{modelName entry.Model} ({entry.Name})" else modelName entry.Model

    let isFlare (entry: Entry) : bool = entry.Model = "flare"

    /// A model without trained numbers.
    let isBaseline (entry: Entry) : bool = entry.Runs.Head.Record.Parameters = 0L

    /// One score per user, averaged over the seeds, for the users at the given places.
    let scores (metric: Metric) (seen: SeenItems) (places: int[]) (entry: Entry) : float[] =
        let perRun = [
            for run in entry.Runs ->
                places |> Array.map (fun place -> metric.Score(SeenItems.rank seen run.Ranks[place]))
        ]

        match perRun with
        | [ only ] -> only
        | several -> Array.init places.Length (fun i -> several |> List.averageBy (fun run -> run[i]))

    /// The number that a table shows for an entry, from its scores and their interval.
    let measured
        (metric: Metric)
        (seen: SeenItems)
        (places: int[])
        (entry: Entry)
        (estimate: Estimate)
        : Measured =
        let ofRun run = scores metric seen places { entry with Runs = [ run ] } |> Estimate.mean

        {
            Estimate = estimate
            Seeds = List.map ofRun entry.Runs
            Signature =
                match RunData.recorded entry.Runs.Head metric.Key seen Slice.all with
                | Some result -> result.Signature
                | None -> ""
        }

    /// "history-critique" of "flare.history-critique.v1".
    let private stem (name: string) =
        name.Split('.', '/')
        |> Array.filter (fun part ->
            not (part.Length > 1 && part[0] = 'v' && Seq.forall Char.IsDigit part[1..]))
        |> Array.tryLast
        |> Option.defaultValue name

    /// What stands smaller below a row's label: the experiment, and how many seeds where there are several.
    let detail (entry: Entry) : string =
        entry.Name + (if entry.Runs.Length = 1 then "" else $", {entry.Runs.Length} seeds")

    /// True for the experiments that stand for the model as the paper describes it; others of that model are ablations.
    let isMain (entry: Entry) : bool =
        List.contains (stem entry.Name) [ "flare"; "history"; "history-critique" ]

    let private place (entry: Entry) =
        let model =
            match entry.Model with
            | "flare" -> 0
            | "popularity" -> 2
            | "markov" -> 3
            | "item_knn" -> 4
            | _ when isBaseline entry -> 5
            | _ -> 1

        model, not (isMain entry), entry.Condition

    /// FLARE first, its ablations after it, then other trained models, then the baselines; names in order within each.
    let inOrder (entries: Entry list) : Entry list =
        entries
        |> List.sortWith (fun a b ->
            match compare (place a) (place b) with
            | 0 -> String.CompareOrdinal(a.Name, b.Name)
            | order -> order)

/// Runs in groups that may be compared.
[<RequireQualifiedAccess>]
module Corpus =

    /// Of runs that repeat a seed, the latest.
    let private latestOfEachSeed (runs: RunData list) =
        runs
        |> List.groupBy _.Record.Seed
        |> List.map (fun (_, same) -> same |> List.maxBy (fun run -> run.Record.Started, run.Folder))
        |> List.sortBy _.Record.Seed

    let private entries (runs: RunData list) =
        runs
        |> List.groupBy (fun { Record = run } ->
            run.Name, run.Model, run.Condition, run.DataSha256, run.ExperimentSha256)
        |> List.map (fun ((name, model, condition, _, _), same) -> {
            Name = name
            Model = model
            Condition = condition
            Runs = latestOfEachSeed same
        })
        |> Entry.inOrder

    /// Runs grouped by data set, order of ties and split, in the order of those names.
    let ofRuns (runs: RunData list) : Corpus list =
        runs
        |> List.groupBy (fun { Record = run } -> run.Data, run.Order, run.Split)
        |> List.sortWith (fun ((a, b, c), _) ((x, y, z), _) ->
            String.CompareOrdinal($"{a}\n{b}\n{c}", $"{x}\n{y}\n{z}"))
        |> List.map (fun ((data, order, split), same) -> {
            Data = data
            Order = order
            Split = split
            IsSynthetic = same |> List.exists _.Record.IsSynthetic
            Entries = entries same
        })

    /// The folders of runs that a later run of the same experiment, corpus and seed stands in for.
    let superseded (runs: RunData list) (corpora: Corpus list) : string list =
        let used =
            HashSet(
                seq {
                    for corpus in corpora do
                        for entry in corpus.Entries do
                            for run in entry.Runs -> run.Folder
                }
            )

        runs |> List.map _.Folder |> List.filter (used.Contains >> not)

    let private ofCondition (condition: string) (corpus: Corpus) =
        corpus.Entries |> List.filter (fun entry -> entry.Condition = condition)

    /// Entries that were shown the history alone.
    let history: Corpus -> Entry list = ofCondition "history"

    /// Entries that were shown the history and the critique.
    let historyAndCritique: Corpus -> Entry list = ofCondition "history+critique"

    /// The FLARE that the paper's row stands beside, if it was run; every other entry of that model is an ablation.
    let mainFlare (entries: Entry list) : Entry option =
        let flares = List.filter Entry.isFlare entries
        flares |> List.tryFind Entry.isMain |> Option.orElse (List.tryHead flares)

    /// What must stand above every table of this corpus.
    let caption (corpus: Corpus) : string =
        if corpus.IsSynthetic then
            "synthetic sample; the paper's data is Amazon 2018: not comparable"
        else
            $"{corpus.Data}, order of ties: {corpus.Order}, split: {corpus.Split}; "
            + "the paper's numbers are of Amazon 2018 Office and Clothing"

/// Intervals and differences of entries.
[<RequireQualifiedAccess>]
module Measure =

    /// The estimate of each named score vector; vectors without users are left out.
    let estimates (resampling: Resampling) (wanted: ('key * float[]) list) : Map<'key, Estimate> =
        let some = wanted |> List.filter (fun (_, scores) -> scores.Length > 0)

        Bootstrap.estimates resampling.Seed resampling.Resamples (some |> List.map snd |> List.toArray)
        |> Seq.map2 (fun (key, _) estimate -> key, estimate) some
        |> Map.ofSeq

    /// One user-by-user difference of two entries, ours minus theirs.
    let difference
        (metric: Metric)
        (seen: SeenItems)
        (places: int[])
        (ours: Entry)
        (theirs: Entry)
        : float[] =
        Array.map2 (-) (Entry.scores metric seen places ours) (Entry.scores metric seen places theirs)
