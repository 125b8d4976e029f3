using Regen.Core.Baselines;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Workbench;

/// <summary>Which corpus to measure, and with which texts.</summary>
public sealed record ShortcutRequest
{
    /// <summary>A prepared corpus, or a folder of raw files.</summary>
    public required string Data { get; init; }

    public string Order { get; init; } = "file";

    public required PrepareConfig Prepare { get; init; }

    public required TghTextConfig Text { get; init; }

    public required string Cache { get; init; }

    /// <summary>Folder of encoder weights; null looks at REGEN_MODELS.</summary>
    public string? Models { get; init; }

    /// <summary>Folder that the record is written to; a record of the same corpus that stands there is read.</summary>
    public required string Out { get; init; }
}

/// <summary><c>regen data shortcuts</c>: how far a corpus can be solved by its last items and their look-alikes.</summary>
public static class MeasureShortcuts
{
    /// <exception cref="RegenException">The data cannot be prepared, or the encoder's weights are missing.</exception>
    public static ShortcutRecord Run(ShortcutRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var data = PreparedStore.OpenOrPrepare(
            request.Data, request.Prepare, request.Order, Path.Combine(request.Cache, "prepared"), progress, stop);
        if (ShortcutRecord.ReadAll(request.Out).FirstOrDefault(record => record.DataSha256 == data.Sha256) is { } known)
        {
            return known;
        }

        var where = new TrainRequest { Experiment = "", Data = request.Data, Out = request.Out, Cache = request.Cache, Models = request.Models };
        var record = Shortcuts.Measure(data, TextSource.ItemMeans(data, request.Text, where, progress, stop));
        record.Write(request.Out);
        return record;
    }
}
