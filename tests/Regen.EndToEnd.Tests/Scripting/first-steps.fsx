#r "{{bin}}/Regen.Core.dll"
#r "{{bin}}/Regen.Analysis.dll"

open System.IO
open Regen.Core.Storage

// Columns to Parquet and back: libduckdb is found although this script lives elsewhere.
let file = Path.Combine("{{work}}", "columns.parquet")

ParquetFile.Write(
    file,
    [| ParquetColumn("item", [| 3; 1; 2 |]); ParquetColumn("title", [| "pen"; "ink"; "cap" |]) |]
)

let table = ParquetFile.Read(file, [||])
let joined (values: seq<'value>) = System.String.Join(",", values)
let items, titles = table.Ints "item", table.Strings "title"
printfn $"parquet: {joined items} {joined titles}"
