using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>A checkpoint of one safetensors file, or of several with an index beside them.</summary>
public sealed class SafetensorsCheckpoint : IDisposable
{
    private const string IndexName = "model.safetensors.index.json";
    private const string SingleName = "model.safetensors";
    private readonly Dictionary<string, SafetensorsFile> files;

    private SafetensorsCheckpoint(Dictionary<string, SafetensorsFile> files) => this.files = files;

    /// <summary>The names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => files.Keys;

    /// <summary>Paths of the files that hold them, in order of their names.</summary>
    public IReadOnlyList<string> Files => [.. files.Values.Select(file => file.FilePath).Distinct().Order(StringComparer.Ordinal)];

    /// <param name="path">A .safetensors file, an .index.json, or a folder with one of them under its usual name.</param>
    /// <exception cref="SafetensorsException">A file is malformed, or the index and its shards disagree.</exception>
    public static SafetensorsCheckpoint Open(string path)
    {
        if (Directory.Exists(path))
        {
            var index = Path.Combine(path, IndexName);
            return Open(File.Exists(index) ? index : Path.Combine(path, SingleName));
        }

        return path.EndsWith(".json", StringComparison.Ordinal) ? OpenIndex(path) : OpenSingle(path);
    }

    public SafetensorsEntry Entry(string name) => FileOf(name).Entries[name];

    /// <summary>The tensor in host memory of its own, owned by the innermost dispose scope.</summary>
    public Tensor Load(string name) => FileOf(name).Load(name);

    public Dictionary<string, Tensor> LoadAll() => files.ToDictionary(one => one.Key, one => one.Value.Load(one.Key), StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (var file in files.Values.Distinct())
        {
            file.Dispose();
        }
    }

    private static SafetensorsCheckpoint OpenSingle(string path)
    {
        var file = SafetensorsFile.Open(path);
        return new SafetensorsCheckpoint(file.Entries.Keys.ToDictionary(name => name, _ => file, StringComparer.Ordinal));
    }

    private static SafetensorsCheckpoint OpenIndex(string path)
    {
        Dictionary<string, SafetensorsFile> shards = new(StringComparer.Ordinal);
        try
        {
            Dictionary<string, SafetensorsFile> files = new(StringComparer.Ordinal);
            foreach (var (tensor, shard) in ReadIndex(path))
            {
                if (!shards.TryGetValue(shard, out var file))
                {
                    shards[shard] = file = OpenShard(path, shard);
                }

                files[tensor] = file.Entries.ContainsKey(tensor)
                    ? file
                    : throw new SafetensorsException(path, tensor, $"the index places it in {shard}, which does not hold it");
            }

            return new SafetensorsCheckpoint(files);
        }
        catch
        {
            foreach (var file in shards.Values)
            {
                file.Dispose();
            }

            throw;
        }
    }

    private static SafetensorsFile OpenShard(string index, string shard)
    {
        if (shard != Path.GetFileName(shard))
        {
            throw new SafetensorsException(index, null, $"'{shard}' is not the name of a file beside the index");
        }

        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(index))!, shard);
        return File.Exists(path)
            ? SafetensorsFile.Open(path)
            : throw new SafetensorsException(index, null, $"the shard {shard} is missing");
    }

    private static List<(string Tensor, string Shard)> ReadIndex(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. json.RootElement.GetProperty("weight_map").EnumerateObject().Select(one => (one.Name, one.Value.GetString()!))];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SafetensorsException(path, null, "not an index with a weight_map of names to files: " + problem.Message, problem);
        }
    }

    private SafetensorsFile FileOf(string name) =>
        files.GetValueOrDefault(name)
        ?? throw new SafetensorsException(files.Values.FirstOrDefault()?.FilePath ?? "checkpoint", name, "there is no such tensor");
}
