#r "{{bin}}/Regen.Core.dll"

using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Data.Sample;
using Regen.Core.Storage;
using Regen.Core.Workbench;

// A small sample, prepared, one epoch, three recommendations: from a folder that is not Regen's.
string At(string name) => Path.Combine("{{work}}", name);

var sample = SampleCorpus.Write(new SampleRequest { Users = 300, Items = 200, Out = At("sample") });
var shipped = StrictYaml.Load<Experiment>("{{repository}}/experiments/sample/history-critique.v1.yaml");
var quick = shipped with { Name = "quick", Training = shipped.Training with { Epochs = 1 } };
File.WriteAllText(At("quick.v1.yaml"), StrictYaml.Write(quick));

var prepared = Preparation.Run(new PrepareRequest { Folder = sample.Folder, Config = quick.Prepare, Out = At("prepared") });
Console.WriteLine($"prepared: {sample.Users} users");

var run = Train.Run(new TrainRequest { Experiment = At("quick.v1.yaml"), Data = prepared.Folder, Out = At("runs"), Cache = At("cache") });
Console.WriteLine($"trained: {run.Record.Name}, {run.Record.Epochs} epoch");

var asins = ParquetFile.Read(Path.Combine(prepared.Folder, "items.parquet"), "asin").Strings("asin");
var question = new RecommendationQuestion(new[] { asins[0], asins[1] }, "a blue one");
foreach (var item in Recommend.Run(new RecommendRequest { Run = run.Folder, Questions = new[] { question }, K = 3 })[0].Items)
{
    Console.WriteLine($"recommended {item.Rank}: {item.Asin} {item.Title}");
}
