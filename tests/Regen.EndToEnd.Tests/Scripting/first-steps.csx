#r "{{bin}}/Regen.Core.dll"

using Regen.Core.Storage;

// Columns to Parquet and back: libduckdb is found although this script lives elsewhere.
var file = Path.Combine("{{work}}", "columns.parquet");
ParquetFile.Write(file, new ParquetColumn("item", new[] { 3, 1, 2 }), new ParquetColumn("title", new[] { "pen", "ink", "cap" }));
var table = ParquetFile.Read(file);
Console.WriteLine($"parquet: {string.Join(",", table.Ints("item"))} {string.Join(",", table.Strings("title"))}");
