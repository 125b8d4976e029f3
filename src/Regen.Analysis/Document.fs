namespace Regen.Analysis

/// What one corpus has to show: a header, what the numbers say, a figure and tables.
type Section = {
    Heading: string
    /// Stands under the heading: what a reader must know before comparing numbers.
    Caption: string
    /// Runs that the section stands on.
    Runs: int
    Facts: (string * string) list
    Findings: string list
    Figure: Figure
    Tables: Table list
}

/// A whole report as data; the renderers make Markdown, HTML and LaTeX of it.
type Document = { Title: string; Notes: string list; Sections: Section list; Appendix: Table list }

/// Puts a report together.
[<RequireQualifiedAccess>]
module Document =

    let private section (resampling: Resampling) (corpus: Corpus) : Section = {
        Heading = $"{corpus.Data}, order of ties: {corpus.Order}"
        Caption = Corpus.caption corpus
        Runs = corpus.Entries |> List.sumBy _.Runs.Length
        Facts = Provenance.facts corpus
        Findings = Findings.ofCorpus resampling corpus
        Figure = RecallFigure.ofCorpus resampling corpus
        Tables = [
            Table4.ofCorpus corpus
            Tables2And3.ofCorpus resampling Kept corpus
            Tables2And3.ofCorpus resampling Removed corpus
            CritiqueGain.ofCorpus resampling corpus
            SliceTable.ofCorpus resampling Kept corpus
            SliceTable.ofCorpus resampling Removed corpus
            Provenance.ofCorpus corpus
        ]
    }

    /// A report of runs: a section for each data set and order of ties. Misuse: no runs.
    let ofRuns (resampling: Resampling) (title: string) (notes: string list) (runs: RunData list) : Document =
        if runs.IsEmpty then
            invalidArg (nameof runs) "a report needs at least one run"

        let corpora = Corpus.ofRuns runs

        let superseded = [
            for folder in Corpus.superseded runs corpora ->
                $"{folder}: left out, a later run repeats its experiment, corpus and seed"
        ]

        {
            Title = title
            Notes = notes @ superseded
            Sections = List.map (section resampling) corpora
            Appendix = [ Narratives.table ]
        }
