using Regen.Core.Baselines;
using Regen.Core.Data;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Training;

namespace Regen.Core.Workbench;

/// <summary>From a ranked test part to the numbers that a run records.</summary>
internal static class RankedMetrics
{
    public static IReadOnlyList<MetricResult> Of(RankedPart part, PreparedData data, IReadOnlyList<int> cutoffs)
    {
        var popularity = FlareFactory.TrainingCounts(data);
        return RecordedMetrics.Of(part.Ranks, Full(part.TopKept, popularity.Length), Full(part.TopRemoved, popularity.Length), popularity, cutoffs);
    }

    /// <summary>Lists that fill the width, one after the other: a user who has seen nearly everything has none.</summary>
    private static int[] Full(TopItems[] lists, int itemCount)
    {
        var width = Math.Min(RecordedMetrics.ListLength, itemCount);
        return [.. lists.Where(list => list.Items.Length >= width).SelectMany(list => list.Items[..width])];
    }
}
