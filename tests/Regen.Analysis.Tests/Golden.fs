/// Expected numbers that outside programs made (SciPy, statsmodels), lent by REGEN_GOLDEN.
module Regen.Analysis.Tests.Golden

open System
open System.IO
open System.Runtime.InteropServices
open System.Text.Json
open Xunit

/// The folder of the statistics set; the test skips with a reason where it is not lent.
let statistics () : string =
    let root = Environment.GetEnvironmentVariable "REGEN_GOLDEN"
    Assert.SkipWhen(String.IsNullOrEmpty root, "REGEN_GOLDEN is not set (needs statistics)")
    let folder = Path.Combine(string root, "statistics")
    Assert.SkipUnless(Directory.Exists folder, "REGEN_GOLDEN has no statistics")
    folder

let expected (folder: string) : JsonElement =
    use json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")))
    json.RootElement.Clone()

/// The element at a path of names.
let at (path: string) (element: JsonElement) : JsonElement =
    path.Split '/' |> Array.fold (fun (element: JsonElement) name -> element.GetProperty name) element

let number (path: string) (element: JsonElement) : float = (at path element).GetDouble()

let numbers (path: string) (element: JsonElement) : float[] = [|
    for value in (at path element).EnumerateArray() -> value.GetDouble()
|]

/// The rows of a two-dimensional tensor of a safetensors file.
let private rows<'element
    when 'element: struct and 'element: (new: unit -> 'element) and 'element :> ValueType>
    (file: string)
    (name: string)
    : 'element[][] =
    let bytes = File.ReadAllBytes file
    let start = 8 + int (BitConverter.ToUInt64(bytes, 0))
    use header = JsonDocument.Parse(ReadOnlyMemory(bytes, 8, start - 8))
    let tensor = header.RootElement.GetProperty name
    let ends = [| for value in tensor.GetProperty("data_offsets").EnumerateArray() -> value.GetInt32() |]
    let shape = [| for value in tensor.GetProperty("shape").EnumerateArray() -> value.GetInt32() |]

    let values =
        MemoryMarshal.Cast<byte, 'element>(ReadOnlySpan(bytes, start + ends[0], ends[1] - ends[0])).ToArray()

    Array.chunkBySize shape[1] values

let resampleIndices (folder: string) : int16[][] =
    rows<int16> (Path.Combine(folder, "resampling.safetensors")) "resample_indices"

let signFlips (folder: string) : sbyte[][] =
    rows<sbyte> (Path.Combine(folder, "resampling.safetensors")) "sign_flips"
