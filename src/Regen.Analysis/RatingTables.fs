namespace Regen.Analysis

open System
open Regen.Core.Runs

/// Tables about the rater itself: agreement within the seven, and what planted instructions do.
[<RequireQualifiedAccess>]
module RatingTables =

    let private grades (row: RatingRow) : int[] = [|
        for letter in row.Ratings do
            if Char.IsAsciiDigit letter then
                int letter - int '0'
    |]

    let private isMajority (grades: int[]) =
        grades.Length > 0 && grades |> Array.countBy id |> Array.exists (fun (_, count) -> count >= 4)

    let private number (digits: int) (value: float) =
        if Double.IsNaN value then Words "\u2013" else Number(value, digits)

    let private agreementRow (data: RatingData) (cell: RatedCell) : Row =
        let rows = RatingData.rows cell RatingData.Real data
        let given = rows |> Array.map grades

        let spread =
            given
            |> Array.filter (Array.isEmpty >> not)
            |> Array.map (fun unit -> float (Array.max unit - Array.min unit))

        let scored = rows |> Array.filter _.Score.HasValue
        let asked = rows |> Array.sumBy _.Ratings.Length

        {
            Label = RatingData.kindName cell.Kind
            Detail = cell.Attribute
            Cells = [
                Whole(int64 rows.Length)
                Whole(int64 (rows.Length - scored.Length))
                number 3 (Agreement.alpha given)
                Share(float (given |> Array.filter isMajority |> Array.length) / float (max 1 rows.Length))
                Number(Estimate.mean spread, 2)
                Number(float asked / float (max 1 scored.Length), 2)
            ]
        }

    let private cost (record: RatingRecord) (scores: int) =
        match Option.ofNullable record.Cost with
        | Some cost when scores > 0 ->
            $"It cost {cost:F4} USD, {cost / float scores:F6} USD for each output's score."
        | _ -> "No prices were configured, so nothing is said of cost in money."

    /// Agreement of the seven ratings of what was really written, a row for each attribute of each kind.
    let agreement (data: RatingData) : Table = {
        Key = "agreement"
        Title = "Agreement within the seven ratings"
        Caption = RatingData.caption data
        Stub = "Output"
        Columns =
            [
                "outputs"
                "unrated"
                "alpha (ordinal)"
                "decided by majority"
                "highest \u2212 lowest"
                "ratings for a score"
            ]
            |> List.map Table.column
        Blocks = [ { Heading = ""; Rows = RatingData.cells data |> List.map (agreementRow data) } ]
        Notes = [
            "alpha: Krippendorff's, ordinal, missing ratings left out; 1 is full agreement, 0 is chance. Decided by majority: four "
            + "of the seven agree; else the mean rounded down. An unreadable rating is unrated, never zero."
            (if data.Record.IsAdaptive then
                 $"Adaptive: {CellText.whole data.Record.RatingsAsked} calls instead of {CellText.whole (7L * data.Record.Subjects)}; it stops where four agree, which lowers the spread and raises alpha beside a full seven."
             else
                 $"{CellText.whole data.Record.RatingsAsked} calls, seven for each output group.")
            cost data.Record (data.Rows |> Array.filter _.Score.HasValue |> Array.length)

            for reason in data.Record.Unrated do
                $"Unrated: {CellText.whole reason.Value} times {reason.Key}."
        ]
    }

    let private plantedVariants (data: RatingData) =
        RatingData.variants data |> List.filter _.StartsWith("planted ")

    /// How far planted instructions move a score: planted minus real, paired on the same users.
    let planted (resampling: Resampling) (data: RatingData) : Table =
        let cells = RatingData.cells data
        let variants = plantedVariants data

        let moves =
            Measure.estimates resampling [
                for variant in variants do
                    for cell in cells ->
                        (variant, cell),
                        RatingData.paired
                            float
                            (RatingData.rows cell variant data)
                            (RatingData.rows cell RatingData.Real data)
            ]

        {
            Key = "planted"
            Title = "Planted instructions: how far they move a score"
            Caption = RatingData.caption data
            Stub = "Planted in, phrasing"
            Columns =
                cells
                |> List.map (fun cell -> { Group = RatingData.kindName cell.Kind; Name = cell.Attribute })
            Blocks = [
                {
                    Heading = ""
                    Rows = [
                        for variant in variants ->
                            {
                                Label = variant.Substring "planted ".Length
                                Detail = ""
                                Cells = [
                                    for cell in cells ->
                                        match moves.TryFind(variant, cell) with
                                        | Some estimate -> Difference estimate
                                        | None -> NotRun
                                ]
                            }
                    ]
                }
            ]
            Notes = [
                "Points of the seven-point scale, with sentence minus without, and 95 % bootstrap intervals over users. 'harmless' is "
                + "the control: a sentence without an instruction. A rater that obeys moves up."
            ]
        }
