using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Generation.Scripted;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;
using Regen.Core.Rating.Scripted;

namespace Regen.Core.Workbench;

/// <summary>A scripted model, and the version that its answers are kept under.</summary>
internal sealed record Script(Func<IChatClient> Make, string Version)
{
    public static Script Writer { get; } = new(static () => new ScriptedWriter(), ScriptedWriter.Version);

    public static Script Rater { get; } = new(static () => new ScriptedRater(), ScriptedRater.Version);

    /// <returns>The version, where the script is who answers; "" for a server.</returns>
    public string VersionFor(LanguageModelConfig model) => model.IsScripted ? Version : "";
}

/// <summary>Requests that were written into batch files.</summary>
/// <param name="Folder">Where <c>submit</c>, <c>poll</c> and <c>ingest</c> look.</param>
/// <param name="Round">The files of this call; null where it had nothing to ask.</param>
/// <param name="BeyondBudget">Requests that the budget had no room for.</param>
public sealed record BatchWritten(string Folder, BatchRound? Round, long BeyondBudget);

/// <summary>An opened answer store with whoever answers: a client at once, or batch files in a while. Owns all of it.</summary>
internal sealed class AnswerDesk : IDisposable
{
    private readonly Stack<IDisposable> owned = new();
    private readonly DirectInterviewer? direct;
    private readonly BatchInterviewer? batch;
    private readonly string batchFolder;

    private AnswerDesk(AnswerPlaces places, LanguageModelConfig configured, string folder, Script script)
    {
        Model = places.Applied(configured);
        batchFolder = BatchFolderOf(folder);
        try
        {
            if (places.Batch is { } options)
            {
                batch = Own(new BatchInterviewer(OpenFolder(), Model, OpenStore(places, folder), options with { Budget = places.Budget }));
            }
            else
            {
                ScriptVersion = script.VersionFor(Model);
                var client = Own(Model.IsScripted ? script.Make() : Interviewers.Connect(Model));
                direct = Own(Interviewers.Direct(Model, OpenStore(places, folder), client, new DirectOptions { Script = ScriptVersion, Budget = places.Budget }));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LanguageModelConfig Model { get; }

    /// <summary>Version of the scripted model; "" for servers.</summary>
    public string ScriptVersion { get; } = "";

    public IInterviewer Interviewer => direct is null ? batch! : direct;

    public InterviewSummary Summary => direct?.Summary ?? batch!.Summary;

    /// <param name="places">Where and how; its model goes before the file's.</param>
    /// <param name="configured">The file's model.</param>
    /// <param name="folder">The output's folder, below which answers and batch files are kept.</param>
    /// <param name="script">Who answers where no server does.</param>
    /// <exception cref="RegenException">The server, the store or the batch folder is not what it should be.</exception>
    public static AnswerDesk Open(AnswerPlaces places, LanguageModelConfig configured, string folder, Script script) => new(places, configured, folder, script);

    /// <param name="store">The store that was named; null for none.</param>
    /// <param name="folder">The output's folder.</param>
    public static string StoreOf(string? store, string folder) => store ?? Path.Combine(folder, "answers");

    public static string BatchFolderOf(string folder) => Path.Combine(folder, "batches");

    /// <summary>Ends the writing of batch files; null where requests were asked directly.</summary>
    public BatchWritten? FinishBatch() => batch is null ? null : new BatchWritten(batchFolder, batch.Finish(), batch.BeyondBudget);

    public void Dispose()
    {
        while (owned.TryPop(out var last))
        {
            last.Dispose();
        }
    }

    private BatchFolder OpenFolder()
    {
        if (Model.IsScripted)
        {
            throw new RegenException(
                "a scripted model answers at once and takes no batch files", "--executor batch", "leave the option out, or name a server's model with --endpoint and --model");
        }

        ModelEndpoint.Check(Model.Endpoint);
        return Own(BatchFolder.Open(batchFolder));
    }

    private DuckDBAnswerStore OpenStore(AnswerPlaces places, string folder) => Own(DuckDBAnswerStore.Open(StoreOf(places.Store, folder)));

    private T Own<T>(T part)
        where T : IDisposable
    {
        owned.Push(part);
        return part;
    }
}
