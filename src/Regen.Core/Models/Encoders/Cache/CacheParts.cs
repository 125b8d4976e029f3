using Regen.Core.Domain;
using Regen.Core.Text;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>Puts the parts of a cache together, after checking that they are its parts, all of them and each once.</summary>
internal sealed class CacheParts
{
    private readonly CachePlan plan;
    private readonly List<(CacheFiles Files, CachePart Part)> parts;

    private CacheParts(CachePlan plan, List<(CacheFiles Files, CachePart Part)> parts) => (this.plan, this.parts) = (plan, parts);

    /// <param name="plan">What the whole cache holds.</param>
    /// <param name="folders">Folders that hold parts, themselves or below them.</param>
    /// <exception cref="RegenException">A part is damaged or of another cache, a shard is missing, or two parts hold the same one.</exception>
    public static CacheParts Find(CachePlan plan, IEnumerable<string> folders)
    {
        var found = folders
            .SelectMany(folder => Directory.Exists(folder)
                ? Directory.GetFiles(folder, CacheFiles.PartName, SearchOption.AllDirectories)
                : throw new RegenException("there is no such folder of parts", folder, "name the folders that 'regen data encode --shard I/N' filled"))
            .Select(Path.GetFullPath)
            .Distinct(StringComparer.Ordinal)
            .Select(file => (Files: CacheFiles.OfPart(Path.GetDirectoryName(file)!), Part: Read(file, plan)))
            .OrderBy(one => one.Part.First).ThenBy(one => one.Part.End)
            .ToList();
        var parts = new CacheParts(plan, found);
        parts.RequireEachShardOnce();
        return parts;
    }

    /// <summary>
    /// Copies the rows of all parts, checked shard by shard, and writes the index last; then the parts in the cache's own folder
    /// go. The caller holds the lock of the whole.
    /// </summary>
    public void Join(CacheFiles whole, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var (rowCounts, checksums) = (new List<int>(), new List<ulong>());
        using (var rows = new FileStream(whole.NewRows, FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            foreach (var (files, part) in parts)
            {
                stop.ThrowIfCancellationRequested();
                Copy(files, part, rows);
                rowCounts.AddRange(part.RowCounts);
                checksums.AddRange(part.Checksums);
                progress?.Report(new WorkProgress("joining parts", checksums.Count, plan.ShardCount, "shards"));
            }

            rows.Flush(flushToDisk: true);
        }

        whole.Finish(plan.Index([.. rowCounts], [.. checksums]));
        foreach (var folder in parts.Select(one => one.Files.Folder).Where(folder => Path.GetDirectoryName(folder) == Path.GetFullPath(whole.Folder)))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CachePart Read(string file, CachePlan plan)
    {
        CachePart part;
        try
        {
            part = CachePart.Parse(File.ReadAllBytes(file));
        }
        catch (InvalidDataException e)
        {
            throw new RegenException($"this part is damaged: {e.Message}", file, "delete its folder and encode it again", e);
        }

        if (!part.EncoderKey.AsSpan().SequenceEqual(plan.EncoderKey))
        {
            throw new RegenException(
                $"part {part.Part} was encoded by another encoder, other weights or in another form", file, "encode it again with the experiment and the weights of the others");
        }

        return part.Key.AsSpan().SequenceEqual(plan.Key)
            ? part
            : throw new RegenException($"part {part.Part} holds other texts", file, "encode it again from the same prepared corpus");
    }

    private void RequireEachShardOnce()
    {
        var next = 0;
        foreach (var (files, part) in parts)
        {
            if (part.First > next)
            {
                throw Missing(next, part.First);
            }

            if (part.First < next && part.End > part.First)
            {
                var other = parts.First(one => one.Part.End > part.First && one.Files != files);
                throw new RegenException(
                    $"parts {other.Part.Part} and {part.Part} both hold texts from number {part.First * CachePlan.ShardSize} on",
                    $"{other.Files.Folder} and {files.Folder}",
                    "take one of them away: all parts must be of one N, each once");
            }

            next = Math.Max(next, part.End);
        }

        if (next < plan.ShardCount)
        {
            throw Missing(next, plan.ShardCount);
        }
    }

    private RegenException Missing(int first, int end)
    {
        var texts = plan.TextsOf(first, end);
        var known = parts.Select(one => one.Part.Part).Distinct().ToList();
        var missing = known.Select(part => part.Count).Distinct().SelectMany(count => Enumerable.Range(1, count).Select(i => new WorkPart(i, count)))
            .Where(part => !known.Contains(part) && part.Of(plan.ShardWork) is var (from, to) && from < end && to > first)
            .Select(part => part.ToString()).ToList();
        return new RegenException(
            $"texts {texts.Start} to {texts.Start + texts.Count - 1} of {plan.Distinct.Count} are in no part",
            parts.Count == 0 ? plan.Folder : string.Join(", ", parts.Select(one => one.Files.Folder)),
            missing.Count == 0 ? "encode every part with --shard I/N first, and name the folders that hold them" : $"encode --shard {string.Join(", ", missing)}, or name the folder that holds it");
    }

    private void Copy(CacheFiles files, CachePart part, FileStream rows)
    {
        using var from = File.OpenRead(files.Rows);
        for (var (shard, text) = (0, 0); shard < part.Checksums.Length; shard++)
        {
            var texts = plan.TextsOf(part.First + shard, part.First + shard + 1).Count;
            var bytes = new byte[checked(part.RowCounts.AsSpan(text, texts).ToArray().Sum() * plan.Width * sizeof(ushort))];
            if (from.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || XxHash64.Of(bytes) != part.Checksums[shard])
            {
                throw new RegenException($"the rows of part {part.Part} are damaged or cut off", files.Rows, "delete its folder and encode it again");
            }

            rows.Write(bytes);
            text += texts;
        }
    }
}
