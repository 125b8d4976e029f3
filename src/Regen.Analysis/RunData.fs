namespace Regen.Analysis

open Regen.Core.Evaluation
open Regen.Core.Runs

/// One finished run as its folder tells it.
type RunData = {
    Folder: string
    Record: RunRecord
    Ranks: UserRank[]
    Statistics: DataStatistics
    /// Ranks of the same users, asked in another way ("withheld", "swapped", "constant").
    Modes: Map<string, UserRank[]>
    /// What the run reaches when it is shown the last few items alone.
    Shown: ShownPart list
}

/// Whether items that the user already had stay in the ranking.
type SeenItems =
    | Kept
    | Removed

/// A score of one user, made of the rank of the item asked for.
type Metric = { Key: string; Name: string; Score: int -> float }

/// A part of the test users.
type Slice = { Key: string; Name: string }

/// The two columns of every result.
[<RequireQualifiedAccess>]
module SeenItems =

    let all = [ Kept; Removed ]

    /// The name that a run record gives the column.
    let key (seen: SeenItems) : string =
        match seen with
        | Kept -> "kept"
        | Removed -> "removed"

    let name (seen: SeenItems) : string = "seen items " + key seen

    /// The 1-based rank in that column.
    let rank (seen: SeenItems) (user: UserRank) : int =
        match seen with
        | Kept -> user.RankKept
        | Removed -> user.RankRemoved

/// The metrics of Tables 2 and 3.
[<RequireQualifiedAccess>]
module Metric =

    let private named (name: string) (metric: RankingMetric) : Metric = {
        Key = metric.Name
        Name = name
        Score = fun rank -> metric.Of(float rank)
    }

    let recall5: Metric = named "Recall@5" (RankingMetric.Recall 5)

    let recall10: Metric = named "Recall@10" (RankingMetric.Recall 10)

    let ndcg10: Metric = named "NDCG@10" (RankingMetric.Ndcg 10)

    /// The reciprocal rank over the whole catalogue: what the paper's FLARE rows hold.
    let mrr: Metric = named "MRR" RankingMetric.Mrr

    let mrr10: Metric = named "MRR@10" (RankingMetric.MrrAt 10)

    let all = [ recall10; ndcg10; mrr; mrr10 ]

/// The parts of the test users that a report looks at.
[<RequireQualifiedAccess>]
module Slice =

    let all: Slice = { Key = "all"; Name = "All users" }

    let critiqued: Slice = { Key = "critiqued"; Name = "With a critique" }

    let notCritiqued: Slice = { Key = "not_critiqued"; Name = "Without a critique" }

    let every: Slice list = [
        all
        critiqued
        notCritiqued
        { Key = "same_day"; Name = "Last two on one day" }
        { Key = "other_day"; Name = "Last two apart" }
        { Key = "popularity:low"; Name = "Rare targets" }
        { Key = "popularity:middle"; Name = "Middling targets" }
        { Key = "popularity:high"; Name = "Popular targets" }
    ]

/// What can be read off one run.
[<RequireQualifiedAccess>]
module RunData =

    let private value (run: RunData) (metric: string) (seen: SeenItems) (slice: string) =
        run.Record.Metrics
        |> Seq.tryFind (fun result ->
            result.Metric = metric && result.Column = SeenItems.key seen && result.Slice = slice)

    /// What the run itself recorded for a metric, where it did.
    let recorded (run: RunData) (metric: string) (seen: SeenItems) (slice: Slice) : MetricResult option =
        value run metric seen slice.Key

    /// Whether two runs asked the same questions of the same users, so that their scores can be paired.
    let sameQuestions (a: RunData) (b: RunData) : bool =
        a.Ranks.Length = b.Ranks.Length
        && Array.forall2
            (fun (x: UserRank) (y: UserRank) ->
                x.User = y.User && x.Target = y.Target && x.HistoryLength = y.HistoryLength)
            a.Ranks
            b.Ranks
