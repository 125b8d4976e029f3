using System.Security.Cryptography;
using System.Text;
using Regen.Core.Configuration;
using Regen.Core.Data.Sources;
using Regen.Core.Data.Stages;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data;

/// <summary>Prepared corpora on disk.</summary>
public static class PreparedStore
{
    /// <summary>Reads a prepared corpus into memory, columns only as far as models need them.</summary>
    /// <exception cref="RegenException">The folder holds no finished corpus, or files of another one.</exception>
    public static PreparedData Open(string folder)
    {
        var manifest = ReadManifest(folder);
        var config = StrictYaml.Parse<PrepareConfig>(string.Join('\n', manifest.Prepare) + "\n", Path.Combine(folder, Manifest.FileName));
        var users = ParquetFile.Read(Path.Combine(folder, OutputStage.Users), "key", "length");
        var sequences = ReadSequences(folder, users.Ints("length"));
        return new PreparedData
        {
            Folder = folder,
            Sha256 = SourceFile.Sha256(Path.Combine(folder, Manifest.FileName)),
            CatalogueSha256 = manifest.CatalogueSha256,
            Name = manifest.Name,
            IsSynthetic = manifest.Synthetic,
            TieOrder = manifest.Order.StartsWith("sequence:", StringComparison.Ordinal) ? "sequence" : manifest.Order,
            Items = ReadItems(Path.Combine(folder, OutputStage.Items)),
            Users = users.Strings("key")!,
            Sequences = sequences,
            CritiqueTexts = ParquetFile.Read(Path.Combine(folder, OutputStage.Critiques), "text").Strings("text")!,
            Wordings = ReadWordings(Path.Combine(folder, OutputStage.Options)),
            Split = Splitter.Make(config.Split, sequences),
            Statistics = Preparation.ReadStatistics(folder),
        };
    }

    /// <summary>
    /// Opens a prepared folder, which must have been made by this configuration and order; a folder of raw data is prepared
    /// into <paramref name="cacheFolder"/> first, once.
    /// </summary>
    /// <exception cref="RegenException">The prepared folder was made otherwise, or the preparation needs a person.</exception>
    public static PreparedData OpenOrPrepare(
        string dataFolder, PrepareConfig config, string order, string cacheFolder, IProgress<WorkProgress>? progress = null, CancellationToken stop = default) =>
        Open(FindOrPrepare(dataFolder, config, order, cacheFolder, progress, stop));

    /// <summary>The same without reading the corpus.</summary>
    /// <returns>Its folder.</returns>
    /// <exception cref="RegenException">As <see cref="OpenOrPrepare"/>.</exception>
    public static string FindOrPrepare(
        string dataFolder, PrepareConfig config, string order, string cacheFolder, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (Directory.Exists(dataFolder) && Manifest.TryRead(dataFolder) is { } manifest)
        {
            RequireSame(dataFolder, manifest, config, TieOrder.Parse(order));
            return dataFolder;
        }

        return FindOrPrepare(DataSources.Detect(dataFolder), config, order, cacheFolder, progress, stop);
    }

    /// <summary>The same for raw files that are named one by one, such as a folder's with other critiques.</summary>
    /// <returns>The folder of the prepared corpus.</returns>
    /// <exception cref="RegenException">The preparation needs a person.</exception>
    public static string FindOrPrepare(
        DataSources sources, PrepareConfig config, string order, string cacheFolder, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var request = new PrepareRequest { Sources = sources, Config = config, Order = order, Out = "" };
        var plan = PreparePlan.Make(request, progress, stop);
        var folder = Path.Combine(cacheFolder, $"{plan.Sources.Name}-{plan.Fingerprint[..16]}");
        Preparation.Run(request with { Out = folder }, progress, stop);
        return folder;
    }

    /// <returns>The manifest of a finished corpus whose files are all there.</returns>
    internal static Manifest ReadManifest(string folder)
    {
        var manifest = Manifest.TryRead(folder) ?? throw NotPrepared(folder);
        RequireFiles(folder, manifest);
        return manifest;
    }

    internal static string CatalogueSha256(IEnumerable<string> asins) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', asins))));

    private static SequenceTable ReadSequences(string folder, int[] lengths)
    {
        var table = ParquetFile.Read(Path.Combine(folder, OutputStage.Interactions), "item", "time", "shared_levels", "critique", "is_critiqued");
        var offsets = new long[lengths.Length + 1];
        for (var user = 0; user < lengths.Length; user++)
        {
            offsets[user + 1] = offsets[user] + lengths[user];
        }

        return new SequenceTable
        {
            Offsets = offsets,
            Items = table.Ints("item"),
            Times = table.Longs("time"),
            SharedLevels = table.Bytes("shared_levels"),
            Critiques = table.Ints("critique"),
            IsCritiqued = table.Bools("is_critiqued"),
        };
    }

    private static CritiqueWordings ReadWordings(string path)
    {
        var table = ParquetFile.Read(path, "user", "position", "critique");
        return CritiqueWordings.Of(table.Ints("user"), table.Ints("position"), table.Ints("critique"));
    }

    internal static Item[] ReadItems(string path)
    {
        using var connection = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
        using var command = connection.CreateCommand($"select asin, title, brand, categories, description, price from read_parquet({DuckDBConnection.Quote(path)})");
        using var reader = command.ExecuteReader();
        List<Item> items = [];
        while (reader.Read())
        {
            items.Add(new Item
            {
                Asin = reader.GetString(0)!,
                Title = reader.GetString(1),
                Brand = reader.GetString(2),
                Categories = reader.GetStrings(3),
                Description = reader.GetString(4),
                Price = reader.IsDBNull(5) ? null : reader.GetDouble(5),
            });
        }

        return [.. items];
    }

    private static void RequireFiles(string folder, Manifest manifest)
    {
        if (manifest.Format != Preparation.Format)
        {
            throw new RegenException($"the corpus has format {manifest.Format}; this Regen reads {Preparation.Format}", folder, "prepare it again");
        }

        foreach (var output in manifest.Outputs)
        {
            var file = new FileInfo(Path.Combine(folder, output.File));
            if (!file.Exists || file.Length != output.Bytes)
            {
                throw new RegenException(
                    file.Exists ? $"{output.File} has {file.Length:N0} bytes, its manifest says {output.Bytes:N0}" : $"{output.File} is missing", folder, "delete the folder and prepare the corpus again");
            }
        }
    }

    private static void RequireSame(string folder, Manifest manifest, PrepareConfig config, TieOrder order)
    {
        var wanted = StrictYaml.Write(config).TrimEnd('\n').Split('\n');
        var difference = wanted.Zip(manifest.Prepare).FirstOrDefault(pair => pair.First != pair.Second);
        if (!wanted.SequenceEqual(manifest.Prepare))
        {
            throw new RegenException(
                $"the folder was prepared otherwise: '{difference.Second?.Trim()}' where the experiment says '{difference.First?.Trim()}'", folder, "give the folder of the raw data, or prepare another one with this experiment");
        }

        if (manifest.Order != order.ToString())
        {
            throw new RegenException($"the folder was prepared in the order '{manifest.Order}', not '{order}'", folder, "give the folder of the raw data, or --order as it was prepared");
        }
    }

    private static RegenException NotPrepared(string folder) => new(
        Directory.Exists(Path.Combine(folder, ".stage")) ? "the preparation in this folder was not finished" : "the folder holds no prepared corpus (no manifest.json)", folder, "run 'regen data prepare'; it goes on where it stopped");
}
