using Regen.Core.Domain;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>Encodes texts once and keeps their vectors on disk.</summary>
public static class TextVectorCache
{
    /// <summary>
    /// Opens the cache of exactly this encoder, form and list of texts, or makes it. A maker that was killed is
    /// continued to the same bytes; a damaged cache is reported and made anew; of several makers one works and the others wait.
    /// </summary>
    /// <exception cref="RegenException">The disk is full or the folder cannot be written.</exception>
    public static TextVectors OpenOrBuild(CacheRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = new CachePlan(request);
        var files = new CacheFiles(plan.Folder);
        return files.Guard(() =>
        {
            Directory.CreateDirectory(plan.Folder);
            return TryOpen(plan, files, out _) ?? BuildAlone(plan, request.Encoder, progress, stop);
        });
    }

    private static TextVectors BuildAlone(CachePlan plan, ITextEncoder encoder, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var files = new CacheFiles(plan.Folder);
        var count = plan.Distinct.Count;
        using var held = CacheLock.Take(files.Lock, () => Say("waiting for another process that fills the text cache"), stop);
        if (TryOpen(plan, files, out var damage) is { } ready)
        {
            return ready;
        }

        if (damage is not null)
        {
            Say($"text cache is damaged and will be made anew: {damage} ({plan.Folder})");
            File.Delete(files.Index);
            File.Delete(files.Rows);
        }

        new CacheBuilder(plan, encoder, progress).Build(stop);
        return TryOpen(plan, files, out damage)
            ?? throw new RegenException($"the text cache is damaged as soon as it is written: {damage}", plan.Folder, "check the disk");

        void Say(string what) => progress?.Report(new WorkProgress(what, 0, count, "texts"));
    }

    /// <returns>The vectors, or null: with the damage found, or without one where there is no complete cache.</returns>
    private static TextVectors? TryOpen(CachePlan plan, CacheFiles files, out string? damage)
    {
        damage = null;
        if (!File.Exists(files.Index))
        {
            return null;
        }

        try
        {
            return TextVectors.Open(files, plan.Key);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FileNotFoundException)
        {
            damage = e.Message;
            return null;
        }
    }
}
