using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>Puts the good answers of answer files into the store, and tells apart what is not good. Doing it twice changes nothing.</summary>
public sealed class BatchIngest : IDisposable
{
    /// <summary>Name of the summary in the batch folder.</summary>
    public const string SummaryName = "ingest.json";

    private const int Window = 512;
    private const int MaxLine = 16 << 20; // bytes

    private readonly BatchFolder folder;
    private readonly IAnswerStore store;
    private readonly AskedKeys asked;
    private readonly IngestTally tally = new();
    private readonly Dictionary<AnswerKey, (ModelAnswer Answer, string Where)> window = [];

    private BatchIngest(BatchFolder folder, IAnswerStore store)
    {
        (this.folder, this.store) = (folder, store);
        asked = new AskedKeys(folder.Rounds());
    }

    /// <param name="folder">Where the requests are.</param>
    /// <param name="files">Answer and error files of either form, plain or gzip, in any order; empty for all of the folder's <see cref="BatchFolder.Answers"/>.</param>
    /// <param name="store">Where the answers go; the first answer to a key stays.</param>
    /// <exception cref="RegenException">A file cannot be read, or one of a round is damaged.</exception>
    public static async Task<IngestSummary> Run(
        BatchFolder folder, IReadOnlyList<string> files, IAnswerStore store, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(store);
        using var ingest = new BatchIngest(folder, store);
        foreach (var file in files.Count > 0 ? files : AnswerFiles(folder))
        {
            await ingest.Read(file, progress, cancellation).ConfigureAwait(false);
        }

        return ingest.Finish();
    }

    public void Dispose() => asked.Dispose();

    private static IReadOnlyList<string> AnswerFiles(BatchFolder folder) => !Directory.Exists(folder.Answers) ? [] :
    [
        .. Directory.EnumerateFiles(folder.Answers)
            .Where(static file => file.EndsWith(".jsonl", StringComparison.Ordinal) || file.EndsWith(".jsonl.gz", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private async Task Read(string file, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        foreach (var (number, bytes, isWhole) in BoundedLines.Read(file, MaxLine))
        {
            cancellation.ThrowIfCancellationRequested();
            var where = $"{Path.GetFileName(file)} line {number}";
            if (!bytes.AsSpan().ContainsAnyExcept((byte)' ', (byte)'\t', (byte)'\r') && isWhole)
            {
                continue;
            }

            Sort(isWhole ? AnswerLine.Parse(bytes) : new AnswerLine.Torn(AnswerLine.KeyIn(bytes), "the line is cut off, or too long"), where);
            if (window.Count >= Window)
            {
                await Flush().ConfigureAwait(false);
                progress?.Report(new WorkProgress($"reading {Path.GetFileName(file)}", number, null, "lines", $"{tally.Stored:N0} answers stored"));
            }
        }

        await Flush().ConfigureAwait(false);
    }

    private void Sort(AnswerLine line, string where)
    {
        switch (line)
        {
            case AnswerLine.Good good when asked.Contains(good.Key):
                Take(good.Key, good.Answer, where);
                break;
            case AnswerLine.Failed { Key: { } key } failed when asked.Contains(key):
                asked.Mark(key, KeyState.Failed, failed.Code);
                tally.Show($"failed ({failed.Code})", $"{where}: {failed.Message}");
                break;
            case AnswerLine.Torn { Key: { } key } torn when asked.Contains(key):
                asked.Mark(key, KeyState.Torn);
                tally.Show("torn", $"{where}: {torn.Message}");
                break;
            case AnswerLine.Good or AnswerLine.Failed { Key: not null } or AnswerLine.Torn { Key: not null }:
                tally.Foreign++;
                tally.Show("foreign", where);
                break;
            default:
                tally.Unattributed++;
                tally.Show("unattributed", $"{where}: {(line as AnswerLine.Failed)?.Message ?? (line as AnswerLine.Torn)?.Message}");
                break;
        }
    }

    private void Take(AnswerKey key, ModelAnswer answer, string where)
    {
        if (window.TryGetValue(key, out var first))
        {
            CountAgain(first.Answer, answer, where);
        }
        else
        {
            window[key] = (answer, where);
        }
    }

    private void CountAgain(ModelAnswer first, ModelAnswer further, string where)
    {
        var isEqual = first.Text == further.Text;
        tally.Doubled += isEqual ? 1 : 0;
        tally.Conflicting += isEqual ? 0 : 1;
        tally.Show(isEqual ? "doubled" : "conflicting", where);
    }

    // Answers of a window are added together, for a commit gathers what comes within 50 ms.
    private async Task Flush()
    {
        var known = window.Count == 0 ? null : store.Find(window.Keys);
        var adding = new List<Task>();
        foreach (var (key, (answer, where)) in window)
        {
            var isNew = asked.StateOf(key) != KeyState.Answered;
            asked.Mark(key, KeyState.Answered);
            if (!known!.TryGetValue(key, out var stored))
            {
                adding.Add(store.Add(key, asked.Request(key.Half).Request, answer));
                tally.CountStored(answer);
            }
            else if (!isNew || stored.Text != answer.Text)
            {
                CountAgain(stored, answer, where); // a line that is the stored answer itself, read once more, is no double
            }
        }

        window.Clear();
        await Task.WhenAll(adding).ConfigureAwait(false);
    }

    private IngestSummary Finish()
    {
        var silent = asked.All.Where(static key => key.State != KeyState.Answered).Select(static key => key.Key).ToArray();
        var heard = asked.HeardOf.ToArray(); // before what the store knows is marked as heard
        foreach (var chunk in silent.Chunk(Window))
        {
            var keys = chunk.Select(key => asked.Request(key).Key).ToHashSet();
            foreach (var key in store.Find(keys).Keys)
            {
                asked.Mark(key, KeyState.Answered);
            }
        }

        var summary = tally.Sum(asked);
        var submissions = SubmissionState.Read(folder);
        var pending = submissions.Pending();
        folder.SetHeard(folder.Heard().Concat(heard).Concat(submissions.EndedWithNothing()).Distinct().Where(label => !pending.Contains(label)));
        WholeFile.Write(Path.Combine(folder.Path, SummaryName), JsonSerializer.Serialize(summary, RunJson.Pretty) + "\n");
        return summary;
    }
}
