using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Runs;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>The parts of a run record that are known before the first step.</summary>
internal static class RecordParts
{
    public static RunRecord Begin(TrainRequest request, Experiment experiment, PreparedData data)
    {
        var isTrained = experiment.Model is FlareConfig;
        return new RunRecord
        {
            Name = $"{experiment.Name}.v{experiment.Version}",
            Model = KindOf(experiment.Model),
            Condition = experiment.Model is FlareConfig { Critique: { Use: true } or { Query: not null } } ? "history+critique" : "history",
            ExperimentSha256 = StrictYaml.Sha256(experiment),
            Data = data.Name,
            DataSha256 = data.Sha256,
            CatalogueSha256 = data.CatalogueSha256,
            IsSynthetic = data.IsSynthetic,
            Order = data.TieOrder,
            Split = data.Split.Kind,
            Seed = request.Seed,
            Commit = CodeVersion.ReadCommit(),
            Hardware = HardwareInfo.Read().Describe(),
            Device = isTrained ? request.Device : "cpu",
            Threads = isTrained ? request.Threads ?? HardwareInfo.Read().Cores : 1,
            Precision = experiment.Training?.Precision ?? "fp64",
            Versions = Versions(isTrained),
            Started = DateTimeOffset.UtcNow,
            WallClockSeconds = 0,
            Parameters = 0,
            Epochs = 0,
            BestEpoch = 0,
            SecondsPerEpoch = 0,
            BestValidation = null,
            Metrics = [],
        };
    }

    public static IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> versions, string key, string value) =>
        new Dictionary<string, string>(versions) { [key] = value };

    private static Dictionary<string, string> Versions(bool isTrained)
    {
        var versions = new Dictionary<string, string>
        {
            ["regen"] = CodeVersion.Regen,
            ["dotnet"] = Environment.Version.ToString(),
        };
        if (isTrained)
        {
            versions["libtorch"] = torch.__version__;
        }

        return versions;
    }

    private static string KindOf(ModelConfig model) =>
        ((KindAttribute)Attribute.GetCustomAttribute(model.GetType(), typeof(KindAttribute))!).Name;
}
