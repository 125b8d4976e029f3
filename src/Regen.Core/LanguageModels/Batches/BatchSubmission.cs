using System.Text.Json;
using System.Text.RegularExpressions;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>How a submitted request file stands at the server.</summary>
/// <param name="File">Round and name ("round-0001/requests-0001.jsonl").</param>
/// <param name="Status">As the server calls it ("in_progress", "completed"); "not submitted" before that.</param>
/// <param name="IsFetched">Its answers lie in the answers folder: nothing more comes.</param>
/// <param name="Completed">Requests answered, as the server counts them.</param>
/// <param name="Failed">Requests failed, as the server counts them.</param>
/// <param name="Total">Requests, as the server counts them.</param>
public sealed record BatchStatus(string File, string Status, bool IsFetched, long Completed, long Failed, long Total);

/// <summary>Sends request files to OpenAI-compatible files and batches routes, and fetches the answers.</summary>
/// <remarks>
/// Every step is on the disk before the next, so a killed call goes on where it was. The one step that costs money, making a
/// batch, is announced before it is done: where a call died in it, the server's own list tells whether the batch exists.
/// </remarks>
public sealed partial class BatchSubmission : IDisposable
{
    private const int MaxPages = 100; // of 100 batches, back from the newest

    private readonly BatchFolder folder;
    private readonly LanguageModelConfig model;
    private readonly HttpClient http;
    private readonly BatchEndpoint endpoint;
    private readonly SubmissionState state;

    /// <exception cref="RegenException">The address is not allowed, or the key is missing.</exception>
    public BatchSubmission(BatchFolder folder, LanguageModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(model);
        (this.folder, this.model) = (folder, model);
        http = BatchEndpoint.Client();
        endpoint = BatchEndpoint.Of(http, model);
        state = SubmissionState.Read(folder);
    }

    /// <summary>Submits every request file that has not been submitted and not been heard of.</summary>
    /// <exception cref="RegenException">The server refuses, or a round is for another server or model. The same call goes on later.</exception>
    public async Task<IReadOnlyList<BatchStatus>> Submit(IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        var heard = folder.Heard();
        var files = Files().Where(one => state[one.Label].BatchId is null && !heard.Contains(one.Label)).ToArray();
        foreach (var (index, (round, file, label)) in files.Index())
        {
            Refuse(round);
            round.Check(file);
            await Guard(label, () => Submit(round.PathOf(file.Name), label, file, cancellation)).ConfigureAwait(false);
            progress?.Report(new WorkProgress("submitting", index + 1, files.Length, "files"));
        }

        return Statuses();
    }

    /// <summary>Asks once how each submitted file stands, and fetches the answers of those that have ended.</summary>
    /// <exception cref="RegenException">The server refuses. The same call goes on later.</exception>
    public async Task<IReadOnlyList<BatchStatus>> Poll(IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        var files = Files().Where(one => state[one.Label] is { BatchId: not null, IsFetched: false }).ToArray();
        foreach (var (index, (round, file, label)) in files.Index())
        {
            await Guard(label, () => Poll(round, file, label, cancellation)).ConfigureAwait(false);
            progress?.Report(new WorkProgress("polling", index + 1, files.Length, "files", state[label].Status));
        }

        return Statuses();
    }

    public void Dispose() => http.Dispose();

    private IEnumerable<(BatchRound Round, BatchFile File, string Label)> Files() =>
        folder.Rounds().SelectMany(static round => round.Manifest.Files.Select(file => (round, file, round.Label(file))));

    private IReadOnlyList<BatchStatus> Statuses() =>
    [
        .. Files().Select(one => (one.Label, State: state[one.Label])).Select(static one =>
            new BatchStatus(one.Label, one.State.Status ?? "not submitted", one.State.IsFetched, one.State.Completed, one.State.Failed, one.State.Total)),
    ];

    private async Task Submit(string path, string label, BatchFile file, CancellationToken cancellation)
    {
        var submission = state[label];
        if (submission.UploadId is null)
        {
            var upload = await endpoint.Upload("files", path, $"regen-{file.Sha256[..16]}.jsonl", cancellation).ConfigureAwait(false);
            state.Set(label, submission = submission with { UploadId = Id(upload, "id") });
        }

        var batch = submission.IsCreating ? await Existing(submission.UploadId, label, cancellation).ConfigureAwait(false) : null;
        if (batch is null)
        {
            state.Set(label, submission = submission with { IsCreating = true });
            batch = await Create(label, submission, cancellation).ConfigureAwait(false);
        }

        state.Set(label, submission with { IsCreating = false, BatchId = Id(batch.Value, "id"), Status = Word(batch.Value, "status") ?? "submitted" });
    }

    private async Task<JsonElement> Create(string label, Submission submission, CancellationToken cancellation)
    {
        var json = JsonSerializer.Serialize(new Dictionary<string, string?>
        {
            ["input_file_id"] = submission.UploadId,
            ["endpoint"] = "/v1/chat/completions",
            ["completion_window"] = "24h",
        });
        try
        {
            return await endpoint.Post("batches", json, cancellation).ConfigureAwait(false);
        }
        catch (BatchRefusedException problem) when (problem.Status < 500)
        {
            state.Set(label, submission with { IsCreating = false }); // refused for certain: nothing was made
            throw;
        }
    }

    /// <returns>The batch of an upload; null where the server's whole list has none.</returns>
    private async Task<JsonElement?> Existing(string upload, string label, CancellationToken cancellation)
    {
        var after = "";
        for (var page = 0; page < MaxPages; page++)
        {
            JsonElement list;
            try
            {
                list = await endpoint.Get($"batches?limit=100{after}", cancellation).ConfigureAwait(false);
            }
            catch (BatchRefusedException problem) when (problem.Status is 404 or 405)
            {
                break;
            }

            var batches = list.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().ToArray() : [];
            foreach (var batch in batches.Where(batch => Word(batch, "input_file_id") == upload))
            {
                return batch;
            }

            if (batches.Length == 0 || !list.TryGetProperty("has_more", out var more) || more.ValueKind != JsonValueKind.True)
            {
                return null;
            }

            after = "&after=" + Uri.EscapeDataString(Id(batches[^1], "id"));
        }

        throw new RegenException(
            "an earlier call died while a batch was made, and the server does not tell whether it exists", label,
            $"look at the server for a batch of file {upload}; put its id into submissions.json as batch_id, or is_creating to false where there is none");
    }

    private async Task Poll(BatchRound round, BatchFile file, string label, CancellationToken cancellation)
    {
        var submission = state[label];
        var batch = await endpoint.Get($"batches/{submission.BatchId}", cancellation).ConfigureAwait(false);
        var counts = batch.TryGetProperty("request_counts", out var told) ? told : default;
        submission = submission with
        {
            Status = Word(batch, "status") ?? submission.Status,
            Completed = Count(counts, "completed"),
            Failed = Count(counts, "failed"),
            Total = Count(counts, "total"),
        };
        if (submission.IsEnded)
        {
            Directory.CreateDirectory(folder.Answers);
            var fetched = 0;
            foreach (var (name, ending) in new[] { ("output_file_id", "output"), ("error_file_id", "errors") })
            {
                if (Word(batch, name) is not null)
                {
                    var target = Path.Combine(folder.Answers, $"{round.Name}-{Path.GetFileNameWithoutExtension(file.Name)}.{ending}.jsonl");
                    await endpoint.Download($"files/{Id(batch, name)}/content", target, cancellation).ConfigureAwait(false);
                    fetched++;
                }
            }

            submission = submission with { IsFetched = true, Files = fetched };
        }

        state.Set(label, submission);
    }

    private void Refuse(BatchRound round)
    {
        var manifest = round.Manifest;
        if (manifest.Format != BatchFormat.OpenAI)
        {
            throw new RegenException("Gemini's batch files are not sent by this command", round.Folder, "upload them with Google's own tools, put the answer files into the answers folder, and ingest them");
        }

        if (manifest.Model.Endpoint != model.Endpoint || manifest.Model.Model != model.Model)
        {
            throw new RegenException($"the round was written for {manifest.Model.Model} at {manifest.Model.Endpoint}", round.Folder, "submit it with the same endpoint and model");
        }
    }

    private static async Task Guard(string label, Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is BatchRefusedException or HttpRequestException or IOException)
        {
            throw new RegenException($"the server did not do it: {CleanText.OneLine(problem.Message, 400)}", label, "correct what it names, or wait; the same command then goes on where it was", problem);
        }
    }

    private static string? Word(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? CleanText.OneLine(value.GetString()!, 300) : null;

    private static long Count(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) ? count : 0;

    // It becomes part of an address: nothing that could lead elsewhere.
    private static string Id(JsonElement from, string name) =>
        Word(from, name) is { Length: <= 256 } id && IdPattern().IsMatch(id) ? id : throw new BatchRefusedException(502, $"the reply has no usable {name}");

    [GeneratedRegex("^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){0,3}$")]
    private static partial Regex IdPattern();
}
