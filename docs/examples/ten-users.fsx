// Writes and rates ten users of the embedded sample through the library, without a network:
//   dotnet fsi docs/examples/ten-users.fsx [FOLDER]
// What the scripted writer and rater say exercises the pipeline and says nothing about REGEN. A second call asks for nothing again.

#r "../../artifacts/bin/Regen.Cli/release/Regen.Core.dll"
#r "../../artifacts/bin/Regen.Cli/release/Regen.Analysis.dll"

open System
open System.IO
open Regen.Analysis
open Regen.Analysis.Render
open Regen.Core.Data
open Regen.Core.Data.Dataset
open Regen.Core.Data.Sample
open Regen.Core.Domain
open Regen.Core.Workbench

let folder = fsi.CommandLineArgs |> Array.tryItem 1 |> Option.defaultValue "ten-users"
let at name = Path.Combine(folder, name)
let experiment name = Path.Combine(__SOURCE_DIRECTORY__, "../../experiments", name)

// The sample, as raw files and as sequences.
let sample = SampleCorpus.Write(SampleRequest(Users = 200, Items = 150, Out = at "corpus"))
let corpus = Preparation.Run(PrepareRequest(Folder = sample.Folder, Out = at "prepared")).Folder

// Critiques between similar neighbours and six narratives for each of ten users.
let written =
    Generate.Run(
        GenerateRequest(
            Experiment = experiment "generation/sample.v1.yaml",
            Data = corpus,
            Users = Nullable 10,
            Out = at "dataset"
        )
    )
    |> _.Result

printfn
    $"""written: {written.Manifest.Counts["narratives_test"]} narratives, {written.Summary.Answered} answers"""

let users = DatasetReader.Read(written.Folder, corpus) |> Seq.truncate 10 |> Seq.toList

let ofKind kind (user: Conversation) =
    user.Narratives |> Seq.tryFind (fun text -> text.Kind = kind) |> Option.map _.Text

for user in users do
    let critique = user.Critiques |> Seq.tryHead |> Option.bind (_.Text >> Option.ofObj)
    printfn $"""{user.History.Key}: {ofKind NarrativeKind.Profile user |> Option.defaultValue "no profile"}"""
    critique |> Option.iter (printfn "  \"%s\"")

// Seven ratings of each text.
let rated =
    Rate.Run(
        RateRequest(
            Experiment = experiment "rating/sample.v1.yaml",
            Dataset = written.Folder,
            Data = corpus,
            Users = Nullable 10,
            Out = at "ratings"
        )
    )
    |> _.Result

printfn $"rated: {rated.Record.RatingsAsked} ratings by {rated.Record.Rater}"

let scores = RatingData.read rated.Folder

Table1.ofData { Seed = 1L; Resamples = 1000 } scores |> Markdown.ofTable |> printfn "%s"
