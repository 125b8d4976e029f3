using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Data.Stages;

/// <summary>
/// The finished steps of a preparation, one folder each below <c>.stage</c>. A step is written under another name and renamed
/// when it is whole, so what stands there was finished; its fingerprint says from what it was made.
/// </summary>
internal sealed class StageFolder(string root)
{
    private const string RecordFile = "stage.json";

    /// <summary>SHA-256 over the parts, lower-case hex.</summary>
    public static string Fingerprint(params IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts))));

    public string PathOf(string stage) => Path.Combine(root, stage);

    /// <summary>The record of a finished step; makes the step first where it is not there or was made from something else.</summary>
    /// <param name="make">Fills the folder that it is given and returns the record to keep.</param>
    public T Reuse<T>(string stage, string fingerprint, Func<string, T> make)
        where T : class
    {
        var folder = PathOf(stage);
        if (TryRead<T>(folder, fingerprint) is { } finished)
        {
            return finished;
        }

        var unfinished = folder + ".tmp";
        Delete(folder);
        Delete(unfinished);
        var isFinished = false;
        try
        {
            Directory.CreateDirectory(unfinished);
            var record = make(unfinished);
            File.WriteAllBytes(Path.Combine(unfinished, RecordFile), JsonSerializer.SerializeToUtf8Bytes(new Stored<T>(fingerprint, record)));
            Directory.Move(unfinished, folder);
            isFinished = true;
            return record;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"a stage of the preparation cannot be written: {problem.Message}", unfinished, "check the folder and the free disk space, then give the same command again: it goes on", problem);
        }
        finally
        {
            if (!isFinished)
            {
                Delete(unfinished); // Gives a full disk its room back.
            }
        }
    }

    /// <summary>Deletes what a killed run may have left under this name.</summary>
    public void Remove(string stage) => Delete(PathOf(stage));

    public void Clear() => Delete(root);

    private static T? TryRead<T>(string folder, string fingerprint)
        where T : class
    {
        var path = Path.Combine(folder, RecordFile);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var stored = JsonSerializer.Deserialize<Stored<T>>(File.ReadAllBytes(path));
            return stored?.Fingerprint == fingerprint ? stored.Record : null;
        }
        catch (JsonException)
        {
            return null; // A damaged record is made again, like a missing one.
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Stored<T>(string Fingerprint, T Record);
}
