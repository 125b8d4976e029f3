/// Made-up runs: enough to look at every table, and no result of anything.
module Regen.Analysis.Tests.Specimens

open System
open System.Collections.Generic
open Regen.Analysis
open Regen.Core.Domain
open Regen.Core.Runs

let statistics: DataStatistics =
    DataStatistics(
        Users = 400,
        Items = 150,
        Interactions = 3200L,
        Pairs = 2800L,
        EligiblePairs = 560L,
        DistinctEligiblePairs = 300L,
        EligibleSameWholePath = 200L,
        EligibleLastPairs = 80,
        EligibleLastPairsSameWholePath = 30,
        PairShareByLevels = [| 1.0; 0.6; 0.4; 0.2; 0.1; 0.0 |],
        CritiquedPairs = 504L,
        LengthQuantiles = [| 5; 6; 7; 9; 14; 30 |],
        TiedPairs = 400L,
        TiedLastPairs = 96,
        Repeats = 40L,
        ItemsByDepth = [| 0; 0; 0; 0; 100; 50 |],
        ItemsWithTitle = 150,
        ItemsWithDescription = 140,
        ItemsWithBrand = 130,
        ItemsWithPrice = 120
    )

/// What shapes a made-up run.
type Plan = {
    Name: string
    Model: string
    Condition: string
    Seed: int64
    /// The higher, the nearer to the top the ranks are.
    Skill: float
    /// Added to the skill for users with a critique.
    CritiqueSkill: float
    Data: string
    Order: string
    IsSynthetic: bool
    Users: int
}

let plan: Plan = {
    Name = "flare.history.v1"
    Model = "flare"
    Condition = "history"
    Seed = 1L
    Skill = 0.4
    CritiqueSkill = 0.0
    Data = "sample"
    Order = "file"
    IsSynthetic = true
    Users = 400
}

let private rank (plan: Plan) (user: int) (isCritiqued: bool) =
    let random = SeededRandom.For(plan.Seed, ReadOnlySpan [| plan.Name; string user |])

    let skill = plan.Skill + (if isCritiqued then plan.CritiqueSkill else 0.0)
    1 + int (150.0 * Math.Pow(random.NextDouble(), 1.0 + 4.0 * skill) |> min 149.0)

let ranks (plan: Plan) : UserRank[] = [|
    for user in 0 .. plan.Users - 1 do
        let isCritiqued = user % 5 = 0
        let kept = rank plan user isCritiqued

        UserRank(
            user,
            user * 7 % 150,
            5 + user % 9,
            kept,
            max 1 (kept - user % 3),
            isCritiqued,
            user % 4 = 0,
            user * 7 % 150 / 3
        )
|]

let metrics (ranks: UserRank[]) : MetricResult[] = [|
    for metric in Metric.all do
        for seen in SeenItems.all do
            MetricResult(
                metric.Key,
                SeenItems.key seen,
                "all",
                ranks.Length,
                ranks |> Array.averageBy (SeenItems.rank seen >> metric.Score),
                $"{metric.Key}|{SeenItems.key seen}|ties:worst|v:1"
            )
|]

let record (plan: Plan) : RunRecord =
    RunRecord(
        Name = plan.Name,
        Model = plan.Model,
        Condition = plan.Condition,
        ExperimentSha256 = String.replicate 8 "e1",
        Data = plan.Data,
        DataSha256 = String.replicate 8 "d2",
        CatalogueSha256 = String.replicate 8 "c3",
        IsSynthetic = plan.IsSynthetic,
        Order = plan.Order,
        Split = "leave_one_out",
        Seed = plan.Seed,
        Commit = "0123456789abcdef0123456789abcdef01234567-dirty",
        Hardware = "two made-up cores",
        Device = "cpu",
        Threads = 2,
        Precision = "fp32",
        Versions = Dictionary(dict [ "regen", "0.1.0" ]),
        Started = DateTimeOffset(2026, 11, 22, 2, 10, 0, TimeSpan.Zero).AddMinutes(float plan.Seed),
        WallClockSeconds = 62.5,
        Parameters = (if plan.Model = "flare" then 1_234_567L else 0L),
        Epochs = 12,
        BestEpoch = 9,
        SecondsPerEpoch = 5.0,
        BestValidation = (if plan.Model = "flare" then Nullable 0.1234 else Nullable()),
        Metrics = metrics (ranks plan)
    )

let run (plan: Plan) : RunData = {
    Folder = $"{plan.Name}-{plan.Data}-{plan.Order}-seed{plan.Seed}"
    Record = record plan
    Ranks = ranks plan
    Statistics = statistics
    Modes = Map.empty
    Shown = []
}

let critique = {
    plan with
        Name = "flare.history-critique.v1"
        Condition = "history+critique"
        CritiqueSkill = 0.6
}

let baseline (name: string) (model: string) (skill: float) = {
    plan with
        Name = $"baselines.{name}.v1"
        Model = model
        Skill = skill
        Seed = 0L
}

/// FLARE in both conditions with two seeds, and the three baselines, Markov the best of them.
let usual: RunData list =
    List.map run [
        plan
        { plan with Seed = 2L }
        critique
        { critique with Seed = 2L }
        baseline "popularity" "popularity" 0.05
        baseline "markov" "markov" 0.9
        baseline "item-knn" "item_knn" 0.3
    ]

let resampling: Resampling = { Seed = 1L; Resamples = 200 }
