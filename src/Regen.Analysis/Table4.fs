namespace Regen.Analysis

/// Table 4 of the paper: what the corpora hold, with the share of pairs that carry a critique (section 3.2.3).
[<RequireQualifiedAccess>]
module Table4 =

    let private columns =
        [ "# Users"; "# Items"; "I/U"; "Pairs with a critique"; "Eligible pairs"; "Last two on one day" ]
        |> List.map Table.column

    let private share part whole = if whole = 0L then Blank else Share(float part / float whole)

    let private ours (corpus: Corpus) : Row list = [
        for sha, runs in corpus.Entries |> List.collect _.Runs |> List.groupBy _.Record.DataSha256 do
            let found = runs.Head.Statistics

            {
                Label = corpus.Data
                Detail = $"ours, {sha.Substring(0, min 8 sha.Length)}"
                Cells = [
                    Whole(int64 found.Users)
                    Whole(int64 found.Items)
                    Number(found.InteractionsPerUser, 2)
                    share found.CritiquedPairs found.Pairs
                    share found.EligiblePairs found.Pairs
                    share (int64 found.TiedLastPairs) (int64 found.Users)
                ]
            }
    ]

    let private papers: Row list = [
        for dataset in Paper.datasets do
            let printed = Paper.statistics dataset

            {
                Label = Paper.datasetName dataset
                Detail = "the paper"
                Cells = [
                    Printed printed.Users
                    Printed printed.Items
                    Printed printed.PerUser
                    PrintedShare printed.Critiqued
                    Blank
                    Blank
                ]
            }
    ]

    /// The table: our corpora, then the paper's two rows.
    let ofCorpus (corpus: Corpus) : Table = {
        Key = "table-4"
        Title = "Table 4: statistics of the corpus"
        Caption = Corpus.caption corpus
        Stub = "Dataset"
        Columns = columns
        Blocks = [ { Heading = ""; Rows = ours corpus @ papers } ]
        Notes = [
            "I/U: interactions per user. A pair is eligible for a critique if both items share enough leading category "
            + "levels. The paper prints neither the share of eligible pairs nor that of users whose last two "
            + "interactions fall on one day; where days tie, a model can learn the order that breaks the tie."
        ]
    }
