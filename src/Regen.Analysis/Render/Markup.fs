namespace Regen.Analysis.Render

/// What HTML and SVG share.
[<RequireQualifiedAccess>]
module internal Markup =

    /// Text with everything escaped that HTML or XML would take as a mark, in content and in quoted attributes.
    let escape (text: string) : string =
        text
        |> String.collect (fun letter ->
            match letter with
            | '&' -> "&amp;"
            | '<' -> "&lt;"
            | '>' -> "&gt;"
            | '"' -> "&quot;"
            | '\'' -> "&#39;"
            | letter -> string letter)
