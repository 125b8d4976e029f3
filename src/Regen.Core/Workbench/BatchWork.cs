using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;

namespace Regen.Core.Workbench;

/// <summary>The way of batch files below an output folder: to the server, back, and into the answer store.</summary>
public sealed record BatchWork
{
    /// <summary>The folder that <c>generate</c> or <c>rate</c> wrote into.</summary>
    public required string Folder { get; init; }

    /// <summary>Environment variable that holds the key; null takes the one that the requests were written with.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>Folder of the answer store; null takes <c>answers</c> below the folder.</summary>
    public string? Store { get; init; }

    /// <summary>Sends every request file that was not sent yet.</summary>
    /// <exception cref="RegenException">There is nothing to send, or the server refuses.</exception>
    public Task<IReadOnlyList<BatchStatus>> Submit(IProgress<WorkProgress>? progress = null, CancellationToken stop = default) =>
        Submitting(submission => submission.Submit(progress, stop));

    /// <summary>Asks how they stand and fetches what is done.</summary>
    /// <param name="every">Asks again after so long until every submitted file is fetched; null asks once.</param>
    /// <exception cref="RegenException">The server refuses.</exception>
    public Task<IReadOnlyList<BatchStatus>> Poll(TimeSpan? every = null, IProgress<WorkProgress>? progress = null, CancellationToken stop = default) => Submitting(async submission =>
    {
        while (true)
        {
            var statuses = await submission.Poll(progress, stop).ConfigureAwait(false);
            if (every is not { } pause || statuses.All(static file => file.IsFetched || file.Status == "not submitted"))
            {
                return statuses;
            }

            await Task.Delay(pause, stop).ConfigureAwait(false);
        }
    });

    /// <summary>Puts answers into the store and tells what is missing, failed, cut, foreign or doubled.</summary>
    /// <param name="files">Answer files that came another way; empty for those of <see cref="Poll"/>, which lie in the batch folder.</param>
    /// <exception cref="RegenException">There are no requests, or a file cannot be read.</exception>
    public async Task<IngestSummary> Ingest(IReadOnlyList<string> files, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        using var folder = Open();
        using var store = DuckDBAnswerStore.Open(AnswerDesk.StoreOf(Store, Folder));
        return await BatchIngest.Run(folder, files, store, progress, stop).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<BatchStatus>> Submitting(Func<BatchSubmission, Task<IReadOnlyList<BatchStatus>>> work)
    {
        using var folder = Open();
        var model = folder.Rounds()[^1].Manifest.Model;
        using var submission = new BatchSubmission(folder, KeyVariable is null ? model : model with { KeyVariable = KeyVariable });
        return await work(submission).ConfigureAwait(false);
    }

    private BatchFolder Open()
    {
        var path = AnswerDesk.BatchFolderOf(Folder);
        if (!Directory.Exists(path))
        {
            throw Nothing(path);
        }

        var folder = BatchFolder.Open(path);
        if (folder.Rounds().Count > 0)
        {
            return folder;
        }

        folder.Dispose();
        throw Nothing(path);
    }

    private static RegenException Nothing(string path) => new("no batch files were written here", path, "write them first, with --executor batch, or name that call's output folder");
}
