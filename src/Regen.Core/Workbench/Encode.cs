using System.Diagnostics;
using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Cache;

namespace Regen.Core.Workbench;

/// <summary>Which texts to encode ahead of training, as an experiment reads them.</summary>
public sealed record EncodeRequest
{
    /// <summary>The experiment file; its model must be one that reads texts.</summary>
    public required string Experiment { get; init; }

    /// <summary>A prepared corpus, or a folder of raw files, which is then prepared into the cache.</summary>
    public required string Data { get; init; }

    /// <summary>Order of equal timestamps: file, asin, shuffled:SEED, or sequence:FILE.</summary>
    public string Order { get; init; } = "file";

    /// <summary>"cpu", "cuda" or "cuda:1".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Folder of prepared corpora and text vectors, shared by runs.</summary>
    public required string Cache { get; init; }

    /// <summary>Folder of encoder weights; null looks at REGEN_MODELS.</summary>
    public string? Models { get; init; }

    /// <summary>Threads, which is how many shards of texts are encoded at once on the processor; null takes the physical cores. The vectors do not depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>Encode this part only, for a later <see cref="Join"/>; null encodes all.</summary>
    public WorkPart? Part { get; init; }

    /// <summary>Encode nothing and put parts together: those in the cache, and those below these folders; null does not.</summary>
    public IReadOnlyList<string>? Join { get; init; }
}

/// <summary>One list of texts after encoding.</summary>
/// <param name="Name">items, critiques, or tokens: the critiques once more, for a head that reads them on.</param>
/// <param name="Texts">How many there are.</param>
/// <param name="Folder">Where a part's vectors lie; null for the whole cache.</param>
/// <param name="Vectors">Vectors of all texts that differ; null for a part.</param>
public sealed record EncodedList(string Name, int Texts, string? Folder, long? Vectors);

/// <summary>What was encoded.</summary>
/// <param name="Encoder">Its name.</param>
/// <param name="Lists">The items' texts, the critiques where the model reads them, and their tokens where layers learn to.</param>
/// <param name="Seconds">Wall clock.</param>
public sealed record EncodeResult(string Encoder, IReadOnlyList<EncodedList> Lists, double Seconds);

/// <summary><c>regen data encode</c>: fills the text cache that training, evaluation and later runs read.</summary>
public static class Encode
{
    /// <summary>Encodes all texts, a part of them, or joins parts. Resumes where it was stopped; what is there is not encoded again.</summary>
    /// <exception cref="RegenException">The model reads no texts, the weights are missing, the cache cannot be written, or parts do not fit together.</exception>
    public static EncodeResult Run(EncodeRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var clock = Stopwatch.StartNew();
        var experiment = StrictYaml.Load<Experiment>(request.Experiment);
        if (experiment.Model is not FlareConfig flare || (!flare.Text.Use && !flare.Critique.Use))
        {
            throw new RegenException("The model of this experiment reads no texts.", request.Experiment, "Give an experiment of a FLARE model with text.");
        }

        var data = PreparedStore.OpenOrPrepare(
            request.Data, experiment.Prepare, request.Order, Path.Combine(request.Cache, "prepared"), progress, stop);
        var device = Machine.Use(request.Device, request.Threads);
        using var encoder = EncoderCatalogue.Open(flare.Text.Encoder, request.Models, device);
        var (items, critiques) = TextSource.TextsOf(data, flare);
        List<EncodedList> lists = [];
        foreach (var (name, texts) in new[] { ("items", items), ("critiques", critiques) })
        {
            if (texts is not null)
            {
                lists.Add(One(name, TextSource.Request(flare.Text, request.Cache, encoder, texts), request, progress, stop));
            }
        }

        using var below = critiques is null ? null : TextSource.Below(flare, request.Models, device);
        if (below is not null)
        {
            lists.Add(One("tokens", TextSource.Request(TextSource.TokenForm(flare.Text), request.Cache, below, critiques!), request, progress, stop));
        }

        return new EncodeResult(encoder.Name, lists, clock.Elapsed.TotalSeconds);
    }

    private static EncodedList One(string name, CacheRequest cache, EncodeRequest request, IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        if (request.Part is { } part)
        {
            return new EncodedList(name, cache.Texts.Count, TextVectorCache.BuildPart(cache, part, progress, stop), null);
        }

        using var vectors = request.Join is { } folders
            ? TextVectorCache.Join(cache, folders, progress, stop)
            : TextVectorCache.OpenOrBuild(cache, progress, stop);
        return new EncodedList(name, cache.Texts.Count, null, vectors.RowTotal);
    }
}
