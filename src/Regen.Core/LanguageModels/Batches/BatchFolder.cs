using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>
/// A folder of batch work: a folder for each round of request files, <c>answers/</c> for what comes back, and which files have
/// been heard of. One process at a time works in it; the lock dies with its process.
/// </summary>
public sealed class BatchFolder : IDisposable
{
    private const string HeardName = "heard.json";

    private readonly FileStream folderLock;

    private BatchFolder(string path, FileStream folderLock) => (Path, this.folderLock) = (path, folderLock);

    public string Path { get; }

    /// <summary>Where answer files belong, whoever puts them there.</summary>
    public string Answers => System.IO.Path.Combine(Path, "answers");

    /// <exception cref="RegenException">Another process works there, or the folder cannot be written to.</exception>
    public static BatchFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var name = System.IO.Path.Combine(path, ".lock");
        try
        {
            Directory.CreateDirectory(path);
            return new BatchFolder(path, new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException problem) when (File.Exists(name))
        {
            throw new RegenException("another process works in this batch folder", path, "wait until it ends, or name another folder", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"the batch folder cannot be written to: {problem.Message}", path, "check its permissions and the free disk space, or name another folder", problem);
        }
    }

    /// <summary>Finished rounds, oldest first.</summary>
    public IReadOnlyList<BatchRound> Rounds()
    {
        var rounds = new List<BatchRound>();
        for (var number = 1; ; number++)
        {
            var folder = System.IO.Path.Combine(Path, BatchRound.NameOf(number));
            var manifest = System.IO.Path.Combine(folder, BatchRound.ManifestName);
            if (!File.Exists(manifest))
            {
                return rounds;
            }

            rounds.Add(new BatchRound(folder, BatchManifest.Read(manifest)));
        }
    }

    public void Dispose() => folderLock.Dispose();

    /// <returns>An empty folder for the next round; what a killed call left in it is removed.</returns>
    internal string NewRound()
    {
        var folder = System.IO.Path.Combine(Path, BatchRound.NameOf(Rounds().Count + 1));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Request files that nothing more is expected from: what they still lack is asked again.</summary>
    internal HashSet<string> Heard()
    {
        var file = System.IO.Path.Combine(Path, HeardName);
        return File.Exists(file) ? [.. RunJson.Read<string[]>(file, "remove it and ingest again")] : [];
    }

    internal void SetHeard(IEnumerable<string> labels)
    {
        var text = System.Text.Json.JsonSerializer.Serialize(labels.Order(StringComparer.Ordinal).ToArray(), RunJson.Pretty);
        WholeFile.Write(System.IO.Path.Combine(Path, HeardName), text + "\n");
    }
}
