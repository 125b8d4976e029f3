namespace Regen.Analysis

/// The generation rows of Tables 2 and 3: the paper's numbers, and that Regen has not run them.
[<RequireQualifiedAccess>]
module Narratives =

    let private row (system: string) (metric: string) (numbers: decimal option list) : Row = {
        Label = $"{system}, {metric}"
        Detail = ""
        Cells = [
            NotRun

            for number in numbers do
                match number with
                | Some number -> Printed number
                | None -> Words "\u2013"
        ]
    }

    let private blocks: Block list = [
        for dataset in Paper.datasets do
            for condition in Paper.conditions ->
                {
                    Heading = $"{Paper.datasetName dataset}: {Paper.conditionName condition}"
                    Rows = [
                        for area, shown, system, metric, numbers in Paper.generation do
                            if area = dataset && shown = condition then
                                row system metric numbers
                    ]
                }
    ]

    /// The table; it holds no number of ours.
    let table: Table = {
        Key = "narratives"
        Title = "Tables 2 and 3: narratives, not run"
        Caption =
            "the paper's numbers, of Amazon 2018 Office and Clothing; nothing of ours stands beside them"
        Stub = "System and metric"
        Columns = [
            Table.column "ours"

            for narrative in Paper.narratives do
                { Group = "the paper"; Name = narrative }
        ]
        Blocks = blocks
        Notes = [
            "FLARE + LLM: FLARE recommends, Gemma 2B writes, given the item. LUMEN does both; the paper leaves its Clothing "
            + "rows to a later revision. LUMEN's recommendation rows are not run either."
        ]
    }
