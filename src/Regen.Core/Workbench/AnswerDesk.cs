using Microsoft.Extensions.AI;
using Regen.Core.Configuration;
using Regen.Core.LanguageModels;

namespace Regen.Core.Workbench;

/// <summary>A scripted model, and the version that its answers are kept under.</summary>
internal sealed record Script(IChatClient Client, string Version);

/// <summary>An opened answer store with whoever answers. Owns all of it.</summary>
internal sealed class AnswerDesk : IDisposable
{
    private readonly IChatClient client;
    private readonly DirectInterviewer direct;

    private AnswerDesk(LanguageModelConfig model, DuckDBAnswerStore store, IChatClient client, DirectOptions options)
    {
        (Model, Store, this.client, ScriptVersion) = (model, store, client, options.Script);
        direct = Interviewers.Direct(model, store, client, options);
    }

    public LanguageModelConfig Model { get; }

    public DuckDBAnswerStore Store { get; }

    /// <summary>Version of the scripted model; "" for servers.</summary>
    public string ScriptVersion { get; }

    public IInterviewer Interviewer => direct;

    public InterviewSummary Summary => direct.Summary;

    /// <param name="places">Where and how; its model goes before the file's.</param>
    /// <param name="configured">The file's model.</param>
    /// <param name="folder">The output's folder, below which answers are kept where no store is named.</param>
    /// <param name="script">Makes the scripted model, where that is who answers.</param>
    public static AnswerDesk Open(AnswerPlaces places, LanguageModelConfig configured, string folder, Func<Script> script)
    {
        var model = places.Applied(configured);
        var (client, version) = model.Provider == "scripted" ? script() : new Script(Interviewers.Connect(model), "");
        try
        {
            var store = DuckDBAnswerStore.Open(StoreOf(places, folder));
            try
            {
                return new AnswerDesk(model, store, client, new DirectOptions { Script = version, Budget = places.Budget });
            }
            catch
            {
                store.Dispose();
                throw;
            }
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public static string StoreOf(AnswerPlaces places, string folder) => places.Store ?? Path.Combine(folder, "answers");

    public void Dispose()
    {
        direct.Dispose();
        Store.Dispose();
        client.Dispose();
    }
}
