using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Data.Dataset;
using Regen.Core.Domain;
using Regen.Core.Generation;
using Regen.Core.LanguageModels;

namespace Regen.Core.Workbench;

/// <summary>Writes critiques and narratives for a prepared corpus.</summary>
public sealed record GenerateRequest : AnswerPlaces
{
    /// <summary>The generation file: what is written, by whom, under which rules.</summary>
    public required string Experiment { get; init; }

    /// <summary>A prepared corpus.</summary>
    public required string Data { get; init; }

    /// <summary>Users that are written for at most; null for all.</summary>
    public int? Users { get; init; }

    /// <summary>Folder of prompts in place of the embedded ones.</summary>
    public string? Prompts { get; init; }

    /// <summary>Folder of the dataset.</summary>
    public required string Out { get; init; }
}

/// <summary>What a generation made.</summary>
/// <param name="Folder">The dataset's folder.</param>
/// <param name="Manifest">null while answers of batch files are awaited: the folder is no dataset yet.</param>
/// <param name="Summary">What was answered.</param>
/// <param name="Batch">The batch files that were written; null where requests were asked directly.</param>
public sealed record GenerateResult(string Folder, DatasetManifest? Manifest, InterviewSummary Summary, BatchWritten? Batch);

/// <summary><c>regen generate</c>: a prepared corpus to a REGEN dataset. What was answered is never asked for again, so that a stopped call goes on.</summary>
public static class Generate
{
    /// <exception cref="RegenException">The file, the corpus, a prompt or the server is not what it should be.</exception>
    public static async Task<GenerateResult> Run(GenerateRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var config = StrictYaml.Load<GenerationConfig>(request.Experiment);
        using var desk = AnswerDesk.Open(request, config.Model, request.Out, Script.Writer);
        config = config with { Model = desk.Model };
        using var dataset = DatasetWriter.Create(request.Out, request.Data);
        var writers = Writers.Of(config, request.Prompts);
        var isAwaiting = request.Batch is { IsLast: false }; // answers may still come, so nothing is final while requests wait
        if (writers.Critiques is { } critiques)
        {
            await foreach (var told in critiques.Write(Histories(request, stop), desk.Interviewer, progress, stop).ConfigureAwait(false))
            {
                dataset.AddCritiques(new Conversation { History = told.History, Critiques = told.Critiques, Narratives = [] }, stop);
            }
        }

        dataset.FinishCritiques(stop);
        if (writers.Narratives is { } narratives)
        {
            var critiqued = Chosen(request, dataset.ReadCritiqued(request.Part, stop));
            if (isAwaiting)
            {
                critiqued = critiqued.Where(writers.HasItsCritiques);
            }

            await foreach (var told in narratives.Write(critiqued, desk.Interviewer, progress, stop).ConfigureAwait(false))
            {
                dataset.AddNarratives(told, stop);
            }
        }

        var written = desk.FinishBatch();
        return new GenerateResult(request.Out, isAwaiting && desk.Summary.Waiting > 0 ? null : dataset.Finish(writers.Origin(desk), stop), desk.Summary, written);
    }

    /// <summary>What the critiques, and the narratives without the critiques that are still to be written, would ask and cost.</summary>
    public static IReadOnlyDictionary<string, RunEstimate> Estimate(GenerateRequest request, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var config = StrictYaml.Load<GenerationConfig>(request.Experiment);
        config = config with { Model = request.Applied(config.Model) };
        var script = Script.Writer.VersionFor(config.Model);
        var store = AnswerDesk.StoreOf(request.Store, request.Out);
        using var answers = Directory.Exists(store) ? DuckDBAnswerStore.Open(store) : null;
        var writers = Writers.Of(config, request.Prompts);
        var found = new Dictionary<string, RunEstimate>();
        if (writers.Critiques is { } critiques)
        {
            found["critiques"] = RunEstimate.Of(config.Model, answers, critiques.Questions(Histories(request, stop)), script);
        }

        if (writers.Narratives is { } narratives)
        {
            var silent = Histories(request, stop).Select(static history => new Conversation { History = history, Critiques = [], Narratives = [] });
            found["narratives"] = RunEstimate.Of(config.Model, answers, narratives.Questions(silent), script);
        }

        return found;
    }

    private static IEnumerable<PurchaseHistory> Histories(GenerateRequest request, CancellationToken stop) =>
        Chosen(request, HistoryReader.Open(request.Data).Read(request.Part, stop));

    private static IEnumerable<T> Chosen<T>(GenerateRequest request, IEnumerable<T> users) => request.Users is { } most ? users.Take(most) : users;

    /// <summary>The two writers of a configuration.</summary>
    private sealed record Writers(GenerationConfig Config, CritiqueWriter? Critiques, NarrativeWriter? Narratives)
    {
        public static Writers Of(GenerationConfig config, string? prompts)
        {
            var library = new PromptLibrary(prompts);
            return new Writers(
                config,
                config.Critiques is { } critiques ? new CritiqueWriter(critiques, config.History, library) : null,
                config.Narratives is { } narratives ? new NarrativeWriter(narratives, config.History, library) : null);
        }

        /// <summary>False for a user whose narratives would be asked for without a critique that is still awaited.</summary>
        public bool HasItsCritiques(Conversation user) =>
            Critiques is not { Tally.Waiting: > 0 } || Config.Narratives is { Critiques: false }
            || user.Critiques.Count == Critiques.CountEligible(user.History);

        public DatasetOrigin Origin(AnswerDesk desk) => new()
        {
            Config = Config,
            Script = desk.ScriptVersion.Length == 0 ? null : desk.ScriptVersion,
            Prompts = [.. new[] { Critiques?.Prompt }.OfType<string>(), .. Narratives?.Prompts ?? []],
            ReportedModels = desk.Summary.ReportedModels,
            Counts = new Dictionary<string, long>([.. Counts(Critiques?.Tally), .. Counts(Narratives?.Tally)]),
            Dropped = new Dictionary<string, long>(
            [
                .. (Critiques?.Tally.Dropped ?? NoOptions).Select(static fault => KeyValuePair.Create($"critique_option_{Snake(fault.Key)}", fault.Value)),
                .. (Narratives?.Tally.Dropped ?? NoTexts).Select(static fault => KeyValuePair.Create($"narrative_{Snake(fault.Key)}", fault.Value)),
            ]),
        };

        private static readonly IReadOnlyDictionary<OptionFault, long> NoOptions = new Dictionary<OptionFault, long>();
        private static readonly IReadOnlyDictionary<NarrativeFault, long> NoTexts = new Dictionary<NarrativeFault, long>();

        private static IEnumerable<KeyValuePair<string, long>> Counts(CritiqueTally? tally) => tally is null ? [] :
        [
            KeyValuePair.Create("critique_pairs_asked", tally.Pairs),
            KeyValuePair.Create("critique_pairs_written", tally.Written),
            KeyValuePair.Create("critique_pairs_unreadable", tally.Unreadable),
            KeyValuePair.Create("critique_pairs_unanswered", tally.Unanswered),
            KeyValuePair.Create("critique_pairs_waiting", tally.Waiting),
            KeyValuePair.Create("critique_options", tally.Options),
            .. Cuts("critique", tally.Cuts),
        ];

        private static IEnumerable<KeyValuePair<string, long>> Counts(NarrativeTally? tally) => tally is null ? [] :
        [
            KeyValuePair.Create("narrative_requests", tally.Requests),
            KeyValuePair.Create("narrative_texts", tally.Written),
            KeyValuePair.Create("narrative_requests_unreadable", tally.Unreadable),
            KeyValuePair.Create("narrative_requests_unanswered", tally.Unanswered),
            KeyValuePair.Create("narrative_requests_waiting", tally.Waiting),
            .. Cuts("narrative", tally.Cuts),
        ];

        private static IEnumerable<KeyValuePair<string, long>> Cuts(string what, CutTally cuts) =>
        [
            KeyValuePair.Create($"{what}_histories_cut", cuts.Requests),
            KeyValuePair.Create($"{what}_reviews_shortened", cuts.ReviewsShortened),
            KeyValuePair.Create($"{what}_purchases_left_out", cuts.PurchasesLeftOut),
            KeyValuePair.Create($"{what}_requests_still_too_long", cuts.StillTooLong),
        ];

        private static string Snake(Enum value) => ConfigShape.ToSnakeCase(value.ToString());
    }
}
