namespace Regen.Analysis

/// Sections of a report about rating runs.
[<RequireQualifiedAccess>]
module RatingReport =

    let private facts (data: RatingData) = [
        "Dataset", data.Record.Dataset
        "Experiment", data.Record.Experiment
        "Rater", data.Record.Rater
        "Rated", $"{data.Record.Rated} outputs of {CellText.whole (RatingData.users data)} users"
        "Seed", string data.Record.Seed
        "Calls", CellText.whole data.Record.RatingsAsked
        "Waiting for answers", CellText.whole data.Record.Waiting
        "Without an answer", CellText.whole data.Record.Unanswered
    ]

    let private section (data: RatingData) (heading: string) (figure: Figure) (tables: Table list) : Section = {
        Heading = heading
        Caption = RatingData.caption data
        Runs = 1
        Facts = facts data
        Findings = []
        Figure = figure
        Tables = tables
    }

    let private means (resampling: Resampling) (data: RatingData) : Figure =
        let means =
            Measure.estimates resampling [
                for cell in RatingData.cells data ->
                    cell, RatingData.vector float (RatingData.rows cell RatingData.Real data)
            ]

        {
            Key = "means"
            Title = "Mean scores"
            Caption = RatingData.caption data
            Axis = "mean score over users, 1 to 7, with its 95 % bootstrap interval"
            Series = [ "mean score" ]
            Look = Dots
            Rows = [
                for cell in RatingData.cells data ->
                    {
                        Label = RatingData.kindName cell.Kind
                        Detail = cell.Attribute
                        Points = [ means.TryFind cell ]
                    }
            ]
        }

    let private scores (resampling: Resampling) (data: RatingData) : Section list = [
        section data $"Scores of {data.Record.Dataset}" (means resampling data) [
            Table1.ofData resampling data
            Table5.ofData data
            RatingTables.agreement data
        ]

        if RatingData.cells data |> List.exists (fun cell -> cell.Kind = "critique") then
            section data "Figure 2: critiques" (Figure2.figure resampling data) [
                Figure2.table resampling data
            ]

        for attribute in Figure3.attributes data do
            section data $"Figure 3: {attribute} of narratives" (Figure3.figure resampling data attribute) [
                Figure3.table resampling data attribute
            ]
    ]

    let private bias (resampling: Resampling) (data: RatingData) : Section list = [
        for critiques in [ true; false ] do
            let cells =
                RatingData.cells data |> List.filter (fun cell -> (cell.Kind = "critique") = critiques)

            if not cells.IsEmpty then
                section
                    data
                    (if critiques then
                         "Figure 4: critiques beside negatives"
                     else
                         "Narratives beside negatives")
                    (Figure4.figure resampling data cells)
                    [
                        Figure4.table resampling {
                            data with
                                Rows =
                                    data.Rows |> Array.filter (fun row -> (row.Kind = "critique") = critiques)
                        }
                    ]
    ]

    let private planted (resampling: Resampling) (data: RatingData) : Section list = [
        section data "Planted instructions" (means resampling data) [ RatingTables.planted resampling data ]
    ]

    /// The sections of one run, by its study. The first one counts the run and holds its facts.
    let sections (resampling: Resampling) (data: RatingData) : Section list =
        match data.Record.Study with
        | "bias" -> bias resampling data
        | "planted" -> planted resampling data
        | _ -> scores resampling data
        |> List.mapi (fun place section ->
            if place = 0 then section else { section with Runs = 0; Facts = [] })

    let private notes (runs: RatingData list) : string list = [
        if runs |> List.exists _.Record.IsScripted then
            "scripted rater: exercises the pipeline, says nothing about REGEN"

        for run in runs do
            if run.Record.Waiting > 0L then
                $"{run.Record.Experiment}: {CellText.whole run.Record.Waiting} ratings still wait for answers, so its scores are not final"
    ]

    /// A whole report of rating runs. Misuse: none.
    let ofRuns (resampling: Resampling) (title: string) (runs: RatingData list) : Document =
        if runs.IsEmpty then
            invalidArg (nameof runs) "a report needs at least one rating run"

        {
            Title = title
            Notes = notes runs
            Sections = List.collect (sections resampling) runs
            Appendix = []
        }

    /// A report of recommenders with the sections of rating runs after its own.
    let addTo (document: Document) (resampling: Resampling) (read: RatingsRead) : Document = {
        document with
            Notes = document.Notes @ notes read.Ratings @ read.Unfinished
            Sections = document.Sections @ List.collect (sections resampling) read.Ratings
    }
