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

    /// <summary>
    /// Encodes one of several parts of a cache, so that processes or machines can share the work; a part that was begun is
    /// continued, and one that is there is left alone. <see cref="Join"/> makes the cache of them.
    /// </summary>
    /// <returns>Folder of the part, which may be carried to another machine as a whole.</returns>
    /// <exception cref="RegenException">The disk is full or the folder cannot be written.</exception>
    public static string BuildPart(CacheRequest request, WorkPart part, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = new CachePlan(request);
        var files = plan.PartFiles(part);
        return files.Guard(() =>
        {
            Directory.CreateDirectory(files.Folder);
            using var held = CacheLock.Take(files.Lock, () => progress?.Report(new WorkProgress($"waiting for another process that encodes part {part}", 0, null, "texts")), stop);
            if (!File.Exists(files.Index))
            {
                var shards = part.Of(plan.ShardWork);
                new CacheBuilder(plan, files, shards, progress).Build(
                    request.Encoder,
                    (rowCounts, checksums) => new CachePart(plan.Key, plan.EncoderKey, part, shards.First, shards.End, plan.Width, rowCounts, checksums).ToBytes(),
                    stop);
            }

            return files.Folder;
        });
    }

    /// <summary>Makes the cache of its parts, those below its own folder and those in further folders; a cache that is there is only opened.</summary>
    /// <param name="request">Whose cache; its encoder is asked for its fingerprint only.</param>
    /// <param name="folders">Folders that hold parts made elsewhere, themselves or below them.</param>
    /// <exception cref="RegenException">A part is missing, there twice, damaged, or of other texts or another encoder; or the disk is full.</exception>
    public static TextVectors Join(CacheRequest request, IReadOnlyList<string> folders, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(folders);
        var plan = new CachePlan(request);
        var files = new CacheFiles(plan.Folder);
        return files.Guard(() =>
        {
            Directory.CreateDirectory(plan.Folder);
            using var held = CacheLock.Take(files.Lock, () => { }, stop);
            if (TryOpen(plan, files, out _) is { } ready)
            {
                return ready;
            }

            CacheParts.Find(plan, [plan.Folder, .. folders]).Join(files, progress, stop);
            return TextVectors.Open(files, plan.Key);
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

        new CacheBuilder(plan, files, (0, plan.ShardCount), progress).Build(encoder, plan.Index, stop);
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
