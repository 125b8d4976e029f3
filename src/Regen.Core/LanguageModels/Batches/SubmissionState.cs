using System.Text.Json;
using Regen.Core.Runs;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>How far one request file has come at the server. No key and no address stands in it.</summary>
internal sealed record Submission
{
    /// <summary>The uploaded file.</summary>
    public string? UploadId { get; init; }

    /// <summary>A batch is being made: where this stands without <see cref="BatchId"/>, one may exist that nobody wrote down.</summary>
    public bool IsCreating { get; init; }

    public string? BatchId { get; init; }

    /// <summary>As the server calls it.</summary>
    public string? Status { get; init; }

    /// <summary>Nothing more comes from the server, and what came is in the answers folder.</summary>
    public bool IsFetched { get; init; }

    /// <summary>Files fetched.</summary>
    public int Files { get; init; }

    public long Completed { get; init; }

    public long Failed { get; init; }

    public long Total { get; init; }

    public bool IsEnded => Status is "completed" or "failed" or "expired" or "cancelled";
}

/// <summary>All submissions of a batch folder, by the label of the request file.</summary>
internal sealed class SubmissionState
{
    private const string Name = "submissions.json";

    private readonly string file;
    private readonly SortedDictionary<string, Submission> submissions;

    private SubmissionState(string file, SortedDictionary<string, Submission> submissions) => (this.file, this.submissions) = (file, submissions);

    public Submission this[string label] => submissions.GetValueOrDefault(label) ?? new Submission();

    public static SubmissionState Read(BatchFolder folder)
    {
        var file = Path.Combine(folder.Path, Name);
        var read = File.Exists(file) ? RunJson.Read<Dictionary<string, Submission>>(file, "restore the file: without it, files would be submitted twice") : [];
        return new SubmissionState(file, new SortedDictionary<string, Submission>(read, StringComparer.Ordinal));
    }

    /// <summary>Replaces a submission; on the disk when this returns.</summary>
    public void Set(string label, Submission submission)
    {
        submissions[label] = submission;
        WholeFile.Write(file, JsonSerializer.Serialize(submissions, RunJson.Pretty) + "\n");
    }

    /// <returns>Files that the server still works on, or whose answers have not been fetched.</returns>
    public HashSet<string> Pending() => [.. submissions.Where(static one => (one.Value.BatchId is not null || one.Value.IsCreating) && !one.Value.IsFetched).Select(static one => one.Key)];

    /// <returns>Files whose batch ended and brought nothing.</returns>
    public IEnumerable<string> EndedWithNothing() => submissions.Where(static one => one.Value is { IsFetched: true, Files: 0 }).Select(static one => one.Key);
}
