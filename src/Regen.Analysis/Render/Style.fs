namespace Regen.Analysis.Render

/// The look of HTML: one style for the page, one that a table carries alone into a notebook.
[<RequireQualifiedAccess>]
module internal Style =

    let private light =
        "--ink:#1d2430;--muted:#5b6472;--rule:#d9dee6;--heavy:#1d2430;--tint:#f4f6f9;--paper:#6b4e16;--ground:#fff"

    let private dark =
        "--ink:#e6eaf1;--muted:#9aa5b5;--rule:#333c4a;--heavy:#8b97a8;--tint:#1c222c;--paper:#e0bd7a;--ground:#12161d"

    let private print =
        "--ink:#000;--muted:#444;--rule:#bbb;--heavy:#000;--tint:#f4f4f4;--paper:#5a430f;--ground:#fff"

    /// For `figure.regen-table` anywhere.
    let table: string =
        $".regen-table{{{light}}}@media (prefers-color-scheme:dark){{.regen-table{{{dark}}}}}"
        + $"@media print{{.regen-table{{{print}}}}}"
        + """
.regen-table{margin:2.2rem 0 0;color:var(--ink);font:14px/1.4 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
.regen-table .scroll{overflow-x:auto}
.regen-table table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums lining-nums;border-bottom:2px solid var(--heavy)}
.regen-table caption{caption-side:top;text-align:left;padding:0 0 .5rem}
.regen-table caption strong{display:block;font-size:1.08rem}
.regen-table caption span{display:block;color:var(--muted)}
.regen-table thead{border-top:2px solid var(--heavy);border-bottom:1px solid var(--heavy)}
.regen-table th,.regen-table td{padding:.34rem .45rem;text-align:right;vertical-align:top;white-space:nowrap;background:none;border:0}
.regen-table th[scope=row],.regen-table thead tr:last-child th:first-child{text-align:left;padding-left:.2rem;font-weight:500}
.regen-table tbody th[scope=row]{white-space:normal;min-width:9rem;max-width:14rem;overflow-wrap:anywhere}
.regen-table thead th{font-weight:600;white-space:normal;vertical-align:bottom}
.regen-table .groups th{text-align:center;border-bottom:1px solid var(--rule);padding-bottom:.2rem}
.regen-table .block th{text-align:left;padding:.75rem .2rem .3rem;font-weight:600;color:var(--muted)}
.regen-table tbody+tbody{border-top:1px solid var(--rule)}
.regen-table small{display:block;color:var(--muted);font-size:.78em;font-weight:400}
.regen-table .paper{color:var(--paper)}
.regen-table .not-run{color:var(--muted);font-style:italic}
.regen-table .words{color:var(--muted);white-space:normal}
.regen-table tbody tr:not(.block):hover{background:var(--tint)}
.regen-table figcaption{margin-top:.55rem;color:var(--muted);font-size:.86em;max-width:75em}
.regen-table figcaption p{margin:.25rem 0;overflow-wrap:anywhere}
@media print{.regen-table{break-inside:avoid;font-size:9.5px}.regen-table .scroll{overflow:visible}}
"""

    /// For the whole page.
    let page: string =
        $":root{{color-scheme:light dark;{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        + $"@media print{{:root{{{print}}}}}"
        + """
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
main{max-width:78rem;margin:0 auto;padding:2.6rem 1.6rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .8rem;letter-spacing:-.01em}
h2{font-size:1.35rem;margin:2.8rem 0 .1rem;padding-top:1rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.6rem 0 .4rem}
p.caption{margin:.1rem 0 1rem;color:var(--muted)}
a{color:inherit}
nav ol{padding-left:1.3rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.7rem 1.6rem;margin:0;padding:.9rem 1.1rem;background:var(--tint);border-radius:8px}
.facts dt{font-size:.78rem;color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
.findings,.notes{margin:.2rem 0;padding-left:1.2rem;max-width:62em}
.findings li{margin:.3rem 0}
.notes{color:var(--muted)}
.chart{margin:1.8rem 0 0}
.chart svg{display:block;width:100%;max-width:56rem;height:auto}
.chart figcaption{color:var(--muted);font-size:.86rem}
@media print{main{max-width:none;padding:0}h2,h3{break-after:avoid}.chart{break-inside:avoid}@page{size:A4 landscape;margin:12mm}}
"""
