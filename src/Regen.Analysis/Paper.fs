namespace Regen.Analysis

/// The numbers that the paper prints, with the digits it prints (the REGEN paper, Tables 2, 3 and 4, section 3.2.3).
[<RequireQualifiedAccess>]
module Paper =

    /// The two data sets of the paper, both of Amazon Reviews 2018.
    type Dataset =
        | Office
        | Clothing

    /// What a recommender is shown.
    type Condition =
        | History
        | HistoryAndCritique

    let datasets = [ Office; Clothing ]

    let conditions = [ History; HistoryAndCritique ]

    let datasetName (dataset: Dataset) : string =
        match dataset with
        | Office -> "Office"
        | Clothing -> "Clothing"

    let conditionName (condition: Condition) : string =
        match condition with
        | History -> "History"
        | HistoryAndCritique -> "History + critique"

    /// Table 4: users, items and interactions per user; and the share of adjacent pairs with a critique (section 3.2.3).
    let statistics
        (dataset: Dataset)
        : {| Users: decimal; Items: decimal; PerUser: decimal; Critiqued: decimal |} =
        match dataset with
        | Office -> {| Users = 89_489M; Items = 27_887M; PerUser = 7.86M; Critiqued = 0.176M |}
        | Clothing -> {| Users = 1_168_735M; Items = 376_847M; PerUser = 9.21M; Critiqued = 0.186M |}

    /// FLARE in Tables 2 (Office) and 3 (Clothing), by the metric's key; no number for MRR@10.
    let flare (dataset: Dataset) (condition: Condition) (metric: string) : decimal option =
        match dataset, condition, metric with
        | Office, History, "recall@10" -> Some 0.124M
        | Office, History, "ndcg@10" -> Some 0.0976M
        | Office, History, "mrr" -> Some 0.0925M
        | Office, HistoryAndCritique, "recall@10" -> Some 0.1402M
        | Office, HistoryAndCritique, "ndcg@10" -> Some 0.113M
        | Office, HistoryAndCritique, "mrr" -> Some 0.1076M
        | Clothing, History, "recall@10" -> Some 0.1264M
        | Clothing, History, "ndcg@10" -> Some 0.1170M
        | Clothing, History, "mrr" -> Some 0.1152M
        | Clothing, HistoryAndCritique, "recall@10" -> Some 0.1355M
        | Clothing, HistoryAndCritique, "ndcg@10" -> Some 0.1238M
        | Clothing, HistoryAndCritique, "mrr" -> Some 0.1215M
        | _ -> None

    /// What the critique adds to FLARE in the paper: the difference of two printed numbers.
    let gain (dataset: Dataset) (metric: string) : float option =
        Option.map2
            (fun more less -> float (more - less))
            (flare dataset HistoryAndCritique metric)
            (flare dataset History metric)

    /// Recall@10 that users with a critique would gain if nobody else gained anything: the gain over all users divided by
    /// the share of pairs with a critique. Computed by us, not printed in the paper.
    let gainOfCritiqued (dataset: Dataset) : float option =
        gain dataset "recall@10" |> Option.map (fun all -> all / float (statistics dataset).Critiqued)

    /// LUMEN's lowest and highest number over Table 2's five narrative tasks (Office only).
    let lumen (condition: Condition) (metric: string) : (decimal * decimal) option =
        match condition, metric with
        | History, "recall@10" -> Some(0.091M, 0.10M)
        | History, "ndcg@10" -> Some(0.071M, 0.08M)
        | History, "mrr" -> Some(0.064M, 0.074M)
        | HistoryAndCritique, "recall@10" -> Some(0.117M, 0.124M)
        | HistoryAndCritique, "ndcg@10" -> Some(0.098M, 0.103M)
        | HistoryAndCritique, "mrr" -> Some(0.092M, 0.097M)
        | _ -> None

    /// Columns of Table 2's generation rows.
    let narratives = [
        "Purchase reason"
        "User summary"
        "Product endorsement"
        "Purchase reason expl."
        "Long user summary"
    ]

    /// A generation row of Table 2 or 3 as it is printed: data set, condition, system, metric, and a number for each narrative.
    let generation: (Dataset * Condition * string * string * decimal option list) list =
        let five dataset condition system metric numbers =
            dataset, condition, system, metric, List.map Some numbers

        let two condition metric reason summary =
            Clothing, condition, "FLARE + LLM", metric, [ None; None; None; Some reason; Some summary ]

        [
            five Office History "FLARE + LLM" "BLEU" [ 19.99M; 15.05M; 16.77M; 20.2M; 15.14M ]
            five Office History "FLARE + LLM" "ROUGE" [ 41.3M; 34.9M; 31.2M; 40.2M; 31.7M ]
            five Office History "FLARE + LLM" "Sem. Sim." [ 0.833M; 0.87M; 0.927M; 0.88M; 0.905M ]
            five Office History "LUMEN" "BLEU" [ 5.43M; 12.47M; 5.34M; 10.34M; 11.4M ]
            five Office History "LUMEN" "ROUGE" [ 17.3M; 31.8M; 19.9M; 27.5M; 26.4M ]
            five Office History "LUMEN" "Sem. Sim." [ 0.642M; 0.849M; 0.742M; 0.743M; 0.858M ]
            five Office HistoryAndCritique "FLARE + LLM" "BLEU" [ 19.0M; 15.46M; 16.19M; 20.15M; 15.89M ]
            five Office HistoryAndCritique "FLARE + LLM" "ROUGE" [ 41.3M; 36.5M; 30.7M; 40.0M; 33.3M ]
            five Office HistoryAndCritique "FLARE + LLM" "Sem. Sim." [ 0.816M; 0.87M; 0.929M; 0.891M; 0.897M ]
            five Office HistoryAndCritique "LUMEN" "BLEU" [ 6.21M; 12.52M; 5.61M; 11.09M; 11.98M ]
            five Office HistoryAndCritique "LUMEN" "ROUGE" [ 19.0M; 31.9M; 20.0M; 28.8M; 27.8M ]
            five Office HistoryAndCritique "LUMEN" "Sem. Sim." [ 0.651M; 0.851M; 0.747M; 0.757M; 0.87M ]
            two History "BLEU" 19.18M 16.36M
            two History "ROUGE" 39.8M 33.9M
            two History "Sem. Sim." 0.892M 0.921M
            two HistoryAndCritique "BLEU" 19.22M 16.34M
            two HistoryAndCritique "ROUGE" 40.0M 34.1M
            two HistoryAndCritique "Sem. Sim." 0.892M 0.921M
        ]
