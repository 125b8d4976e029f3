using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Regen.Core.Domain;

namespace Regen.Core.Models.Encoders.Cache;

/// <summary>What a cache holds and in which order: distinct texts, the longest first, cut into shards.</summary>
/// <remarks>Texts of similar length share a batch, which wastes no padding, and the longest come first, so that memory runs out at once or never.</remarks>
internal sealed class CachePlan
{
    /// <summary>Distinct texts per shard: the unit that is encoded, written and resumed.</summary>
    public const int ShardSize = 256;

    private const string Format = "regen text vectors 1";

    public CachePlan(CacheRequest request)
    {
        Form = TextForm.Parse(request.Form, request.Chunks, request.MaxTokens);
        Width = request.Encoder.Width;
        EncoderKey = KeyOf(request, Form, withTexts: false);
        Key = KeyOf(request, Form, withTexts: true);
        Folder = Path.Combine(request.Folder, $"{request.Encoder.Name}-{request.Form}-{Convert.ToHexStringLower(Key.AsSpan(0, 10))}");
        (Distinct, RowGroups) = Order(request.Texts);
        ShardWork = [.. Enumerable.Range(0, ShardCount).Select(shard => Distinct.Skip(Shard(shard).Start).Take(ShardSize).Sum(Work))];
    }

    public TextForm Form { get; }

    public int Width { get; }

    /// <summary>SHA-256 of the encoder's fingerprint, the form and the texts.</summary>
    public byte[] Key { get; }

    /// <summary>SHA-256 of the encoder's fingerprint and the form alone.</summary>
    public byte[] EncoderKey { get; }

    public string Folder { get; }

    /// <summary>Distinct texts in the order they are stored.</summary>
    public IReadOnlyList<string> Distinct { get; }

    /// <summary>For every text of the request, which distinct text it is.</summary>
    public int[] RowGroups { get; }

    public int ShardCount => (Distinct.Count + ShardSize - 1) / ShardSize;

    public (int Start, int End) Shard(int shard) => (shard * ShardSize, Math.Min((shard + 1) * ShardSize, Distinct.Count));

    /// <summary>About how much work each shard is, in characters.</summary>
    public IReadOnlyList<long> ShardWork { get; }

    /// <summary>The distinct texts of some neighbouring shards: the first one's number, and how many.</summary>
    public (int Start, int Count) TextsOf(int first, int end)
    {
        var start = Math.Min(first * ShardSize, Distinct.Count);
        return (start, Math.Min(end * ShardSize, Distinct.Count) - start);
    }

    /// <summary>The files of one part, in a folder below the cache's own.</summary>
    public CacheFiles PartFiles(WorkPart part) => CacheFiles.OfPart(Path.Combine(Folder, $"part-{part.Number}-of-{part.Count}"));

    /// <summary>The bytes of the whole cache's index.</summary>
    public byte[] Index(int[] rowCounts, ulong[] checksums) => new CacheIndex(Key, Width, RowGroups, rowCounts, checksums).ToBytes();

    /// <summary>About how much work a text is: the part of it that can be read, plus a constant.</summary>
    private long Work(string text) => 16 + Math.Min(text.Length, 6L * Form.MaxTokens);

    private static byte[] KeyOf(CacheRequest request, TextForm form, bool withTexts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Format);
        Append(hash, request.Encoder.Fingerprint);
        Append(hash, form.Kind.ToString());
        AppendNumber(hash, form.Chunks);
        AppendNumber(hash, form.MaxTokens);
        if (withTexts)
        {
            AppendNumber(hash, request.Texts.Count);
            foreach (var text in request.Texts)
            {
                Append(hash, text);
            }
        }

        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AppendNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static (List<string> Distinct, int[] RowGroups) Order(IReadOnlyList<string> texts)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        var firstSeen = new List<string>();
        foreach (var text in texts)
        {
            if (first.TryAdd(text, firstSeen.Count))
            {
                firstSeen.Add(text);
            }
        }

        var order = Enumerable.Range(0, firstSeen.Count).OrderByDescending(i => firstSeen[i].Length).ToArray(); // stable
        var stored = new int[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            stored[order[place]] = place;
        }

        return ([.. order.Select(i => firstSeen[i])], [.. texts.Select(text => stored[first[text]])]);
    }
}
