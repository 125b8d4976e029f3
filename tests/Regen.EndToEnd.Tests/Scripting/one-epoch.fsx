#r "{{bin}}/Regen.Core.dll"
#r "{{bin}}/Regen.Analysis.dll"

open System.IO
open System.Text.RegularExpressions
open Regen.Analysis
open Regen.Core.Configuration
open Regen.Core.Data
open Regen.Core.Data.Sample
open Regen.Core.Storage
open Regen.Core.Workbench

// A small sample, prepared, one epoch, three recommendations and the tables: from a folder that is not Regen's.
let at name = Path.Combine("{{work}}", name)

let sample = SampleCorpus.Write(SampleRequest(Users = 300, Items = 200, Out = at "sample"))

let shipped = File.ReadAllText "{{repository}}/experiments/sample/history-critique.v1.yaml"
let renamed = shipped.Replace("name: history-critique", "name: quick")
let quick = Regex.Replace(renamed, @"\bepochs: \d+", "epochs: 1")

File.WriteAllText(at "quick.v1.yaml", quick)

let experiment = StrictYaml.Load<Experiment>(at "quick.v1.yaml")

let prepared =
    Preparation.Run(PrepareRequest(Folder = sample.Folder, Config = experiment.Prepare, Out = at "prepared"))

printfn $"prepared: {sample.Users} users"

let run =
    Train.Run(
        TrainRequest(
            Experiment = at "quick.v1.yaml",
            Data = prepared.Folder,
            Out = at "runs",
            Cache = at "cache"
        )
    )

printfn $"trained: {run.Record.Name}, {run.Record.Epochs} epoch"

let asins =
    ParquetFile.Read(Path.Combine(prepared.Folder, "items.parquet"), [| "asin" |]).Strings "asin"

let question = RecommendationQuestion([| string asins[0]; string asins[1] |], "a blue one")
let answers = Recommend.Run(RecommendRequest(Run = run.Folder, Questions = [| question |], K = 3))

for item in answers[0].Items do
    printfn $"recommended {item.Rank}: {item.Asin} {item.Title}"

let report =
    Report.Write { Runs = [| run.Folder |]; Out = at "report"; Title = null; Seed = 1L; Resamples = 200 }

printfn $"{report.Markdown}"
