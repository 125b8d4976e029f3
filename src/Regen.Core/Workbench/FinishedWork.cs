using Regen.Core.Configuration;
using Regen.Core.Data.Dataset;
using Regen.Core.Rating;
using Regen.Core.Runs;

namespace Regen.Core.Workbench;

/// <summary>What a former call has finished and this one only reads: made by the same file, from the same input, by the same writer or rater.</summary>
internal static class FinishedWork
{
    /// <returns>The dataset that <see cref="Generate.Run"/> would write again; null where there is none yet or another one.</returns>
    public static DatasetManifest? Dataset(GenerateRequest request)
    {
        if (!File.Exists(Path.Combine(request.Out, DatasetManifest.FileName)))
        {
            return null;
        }

        var config = StrictYaml.Load<GenerationConfig>(request.Experiment);
        config = config with { Model = request.Applied(config.Model) };
        var manifest = DatasetManifest.Read(request.Out);
        return manifest.Config.SequenceEqual(DatasetManifest.LinesOf(config))
            && (manifest.Script ?? "") == Script.Writer.VersionFor(config.Model)
            && manifest.CorpusSha256 == DatasetManifest.Sha256OfCorpus(request.Data)
                ? manifest
                : null;
    }

    /// <returns>The record of the run that <see cref="Rate.Run"/> would repeat; null where there is none yet or another one.</returns>
    public static RatingRecord? Ratings(RateRequest request)
    {
        var folder = new RatingFolder(request.Out);
        if (request.Dataset is null || !File.Exists(folder.RecordFile))
        {
            return null;
        }

        var config = StrictYaml.Load<RatingConfig>(request.Experiment);
        config = config with { Rater = request.Applied(config.Rater) };
        var record = folder.ReadRecord();
        return record.ExperimentSha256 == StrictYaml.Sha256(config)
            && record.Rater == RatingRun.NameOf(config.Rater)
            && record.DatasetSha256 == DatasetManifest.Sha256(request.Dataset)
            && record.Waiting == 0
                ? record
                : null;
    }
}
