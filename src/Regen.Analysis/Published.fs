namespace Regen.Analysis

/// A result that others printed for a benchmark.
type PublishedResult = {
    Model: string
    /// Where it is printed.
    Source: string
    /// Short name of the data set.
    Data: string
    /// Order of equal timestamps that the printed run had.
    Order: string
    /// Whether items already seen stayed in the ranking; None where the source does not say.
    Protocol: SeenItems option
    /// Printed digits by the metric's key.
    Numbers: (string * decimal) list
}

/// Published full rankings of the benchmarks. A number stands only in the column of its own protocol.
[<RequireQualifiedAccess>]
module Published =

    let private beauty
        (model: string)
        (recall5: decimal)
        (recall10: decimal)
        (ndcg10: decimal)
        : PublishedResult = {
        Model = model
        Source = "Rajput et al. 2023, arXiv:2305.05065, Table 1"
        Data = "p5-beauty"
        Order = "file"
        Protocol = Some Kept
        Numbers = [ "recall@5", recall5; "recall@10", recall10; "ndcg@10", ndcg10 ]
    }

    /// Everything that is known, in the order of publication.
    let all: PublishedResult list = [
        beauty "SASRec" 0.0387M 0.0605M 0.0318M
        beauty "BERT4Rec" 0.0203M 0.0347M 0.0170M
        beauty "S3-Rec" 0.0387M 0.0647M 0.0327M
        beauty "TIGER" 0.0454M 0.0648M 0.0384M
    ]

    /// Those of one data set in one order.
    let ofSet (data: string) (order: string) (results: PublishedResult list) : PublishedResult list =
        results |> List.filter (fun result -> result.Data = data && result.Order = order)

    /// What the table says of a published metric in one column.
    let cell (seen: SeenItems) (metric: Metric) (result: PublishedResult) : Cell =
        match result.Protocol, result.Numbers |> List.tryFind (fun (key, _) -> key = metric.Key) with
        | _, None -> Words "\u2013"
        | None, Some _ -> Words "protocol unknown"
        | Some own, Some(_, printed) -> if own = seen then Printed printed else Words "\u2013"
