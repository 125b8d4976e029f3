using Regen.Core.Data;
using Regen.Core.Tests.Storage;
using Regen.Tests;

namespace Regen.Core.Tests.Baselines;

/// <summary>The lent corpora, each prepared once, all items kept.</summary>
public sealed class PreparedCorpora : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Dictionary<(string, bool), PreparedData> opened = [];

    /// <param name="set">"office2014" or "p5-beauty".</param>
    /// <param name="isShuffled">Equal days in the fixed shuffled order, not in the given one.</param>
    public PreparedData Get(string set, bool isShuffled)
    {
        if (!opened.TryGetValue((set, isShuffled), out var data))
        {
            var order = isShuffled ? $"sequence:{Lent.Data($"{set}/tie-shuffled.txt.gz")}" : "file";
            data = PreparedStore.OpenOrPrepare(Lent.Data(set), CalRec.Default with { RequireTitle = false }, order, folder.Path);
            opened[(set, isShuffled)] = data;
        }

        return data;
    }

    public void Dispose() => folder.Dispose();
}
