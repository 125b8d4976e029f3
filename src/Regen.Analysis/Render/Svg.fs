namespace Regen.Analysis.Render

open System
open System.Globalization
open Regen.Analysis

/// Figures as SVG, without a browser or a library: the same bytes everywhere.
[<RequireQualifiedAccess>]
module Svg =

    let private width = 860.0
    let private left = 235.0
    let private right = 800.0
    let private top = 44.0
    let private perSeries = 19.0
    let private gap = 14.0
    let private perBar = 17.0

    let private text (value: string) : string = Markup.escape value

    let private at (value: float) : string = value.ToString("F1", CultureInfo.InvariantCulture)

    /// Colours by class, so that a page in dark mode gets readable ones; shapes differ too, for print.
    let private style =
        ".regen-figure{--ink:#1d2430;--muted:#5b6472;--rule:#d9dee6;--s0:#2459a6;--s1:#b3530b;font:13px system-ui,"
        + "-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-variant-numeric:tabular-nums}"
        + "@media (prefers-color-scheme:dark){.regen-figure{--ink:#e6eaf1;--muted:#9aa5b5;--rule:#333c4a;--s0:#82b4f2;"
        + "--s1:#f2a65e}}"
        + "@media print{.regen-figure{--ink:#000;--muted:#444;--rule:#ccc;--s0:#2459a6;--s1:#b3530b}}"
        + ".regen-figure text{fill:var(--ink)}.regen-figure .muted{fill:var(--muted);font-size:11px}"
        + ".regen-figure .rule{stroke:var(--rule);stroke-width:1}"
        + ".regen-figure .s0{stroke:var(--s0);fill:var(--s0)}.regen-figure .s1{stroke:var(--s1);fill:var(--s1)}"
        + ".regen-figure .whisker{stroke-width:2;stroke-linecap:round}"

    /// A step of 1, 2 or 5 times a power of ten that cuts [0, highest] into at most six parts.
    let private step (highest: float) : float =
        let power = Math.Pow(10.0, floor (log10 (highest / 6.0)))

        [ 1.0; 2.0; 5.0; 10.0 ]
        |> List.map (fun factor -> factor * power)
        |> List.find (fun step -> step * 6.0 >= highest * 0.999)

    let private highest (figure: Figure) : float =
        let values = [
            for row in figure.Rows do
                for point in row.Points do
                    match point with
                    | Some estimate -> max estimate.Mean estimate.High
                    | None -> ()
        ]

        if values.IsEmpty || List.max values <= 0.0 then 1.0 else List.max values

    let private tickLabel (step: float) (value: float) : string =
        let count = max 0 (int (ceil (-(log10 step) - 1e-9)))
        value.ToString($"F{count}", CultureInfo.InvariantCulture)

    let private mark (series: int) (x: float) (y: float) : string =
        if series = 0 then
            $"""<circle class="s0" cx="{at x}" cy="{at y}" r="4.5"/>"""
        else
            $"""<rect class="s{series}" x="{at (x - 4.0)}" y="{at (y - 4.0)}" width="8" height="8" transform="rotate(45 {at x} {at y})"/>"""

    let private point
        (place: float -> float)
        (y: float)
        (series: int)
        (estimate: Estimate option)
        : string list =
        match estimate with
        | None -> [ $"""<text class="muted" x="{at (left + 8.0)}" y="{at (y + 4.0)}">not run</text>""" ]
        | Some estimate -> [
            $"""<line class="whisker s{series}" x1="{at (place estimate.Low)}" y1="{at y}" x2="{at (place estimate.High)}" y2="{at y}"/>"""
            mark series (place estimate.Mean) y
            $"""<text class="muted" x="{at (place (max estimate.Mean estimate.High) + 9.0)}" y="{at (y + 4.0)}">{CellText.number estimate.Mean}</text>"""
          ]

    let private row (place: float -> float) (start: float) (row: FigureRow) : string list =
        let middle = start + perSeries * float row.Points.Length / 2.0
        let label = if row.Detail = "" then middle + 4.0 else middle - 1.0

        [
            $"""<text x="{at (left - 14.0)}" y="{at label}" text-anchor="end">{text row.Label}</text>"""
            $"""<text class="muted" x="{at (left - 14.0)}" y="{at (middle + 13.0)}" text-anchor="end">{text row.Detail}</text>"""

            for series, estimate in List.indexed row.Points do
                yield! point place (start + perSeries * (float series + 0.5)) series estimate
        ]

    /// A bar with its interval; the first row of a group says the group's name.
    let private bar (place: float -> float) (start: float) (isFirst: bool) (row: FigureRow) : string list =
        let middle = start + perBar / 2.0

        [
            if isFirst then
                $"""<text x="0" y="{at (middle + 4.0)}">{text row.Detail}</text>"""

            $"""<text x="{at (left - 14.0)}" y="{at (middle + 4.0)}" text-anchor="end">{text row.Label}</text>"""

            match List.head row.Points with
            | None -> $"""<text class="muted" x="{at (left + 8.0)}" y="{at (middle + 4.0)}">not run</text>"""
            | Some estimate ->
                $"""<rect class="s0" stroke-width="0" fill-opacity="0.35" x="{at left}" y="{at (middle - 6.0)}" width="{at (place estimate.Mean - left)}" height="12"/>"""
                $"""<line class="whisker s0" x1="{at (place estimate.Low)}" y1="{at middle}" x2="{at (place estimate.High)}" y2="{at middle}"/>"""
                $"""<text class="muted" x="{at (place (max estimate.Mean estimate.High) + 9.0)}" y="{at (middle + 4.0)}">{CellText.number estimate.Mean}</text>"""
        ]

    /// Where each row begins, whether it is the first of its group, and where the last one ends.
    let private layout (figure: Figure) : (float * bool) list * float =
        match figure.Look with
        | Dots ->
            let height = perSeries * float figure.Series.Length + gap

            [ for i in 0 .. figure.Rows.Length - 1 -> top + height * float i, true ],
            top + height * float figure.Rows.Length
        | Bars ->
            let places, (bottom, _) =
                (List.mapFold (fun (next, group) row ->
                    let isFirst = group <> Some row.Detail
                    let start = if isFirst && group.IsSome then next + gap else next
                    (start, isFirst), (start + perBar, Some row.Detail)))
                    (top, None)
                    figure.Rows

            places, bottom

    let private legend (figure: Figure) : string list = [
        for series, name in List.indexed figure.Series do
            let x = left + 170.0 * float series + 5.0
            mark series x 16.0
            $"""<text x="{at (x + 12.0)}" y="20">{text name}</text>"""
    ]

    let private axis (figure: Figure) (place: float -> float) (bottom: float) : string list = [
        let top = top - 10.0
        let step = step (highest figure)

        for i in 0 .. int (floor (highest figure / step + 1e-9)) do
            let x = place (float i * step)
            $"""<line class="rule" x1="{at x}" y1="{at top}" x2="{at x}" y2="{at bottom}"/>"""
            $"""<text class="muted" x="{at x}" y="{at (bottom + 16.0)}" text-anchor="middle">{tickLabel step (float i * step)}</text>"""

        $"""<text class="muted" x="{at left}" y="{at (bottom + 36.0)}">{text figure.Axis}</text>"""
    ]

    /// The figure as one svg element, readable in light and dark; the numbers are in it as text.
    let ofFigure (figure: Figure) : string =
        let places, bottom = layout figure
        let place value = left + (right - left) * value / highest figure

        [
            $"""<svg class="regen-figure" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at width} {at (bottom + 46.0)}" role="img" aria-label="{text figure.Title}">"""
            $"<title>{text figure.Title}</title>"
            $"<desc>{text figure.Caption}. {text figure.Axis}.</desc>"
            $"<style>{style}</style>"
            yield! axis figure place bottom
            yield! legend figure

            for (start, isFirst), line in List.zip places figure.Rows do
                match figure.Look with
                | Dots -> yield! row place start line
                | Bars -> yield! bar place start isFirst line

            "</svg>"
        ]
        |> String.concat "\n"
