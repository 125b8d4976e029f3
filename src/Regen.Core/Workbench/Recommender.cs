using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Flare;
using Regen.Core.Runs;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>A trained model held open: what a notebook or a service asks again and again.</summary>
public sealed class Recommender : IDisposable
{
    private const int UsersAtOnce = 256;

    private readonly string run;
    private readonly FlareModel model;
    private readonly Catalogue catalogue;
    private readonly Lazy<ITextEncoder> encoder;
    private readonly Lazy<ITextEncoder?> below;
    private readonly ItemTextConfig text;

    private Recommender(string run, FlareModel model, Catalogue catalogue, ItemTextConfig text, string? models)
    {
        (this.run, this.model, this.catalogue, this.text) = (run, model, catalogue, text);
        encoder = new Lazy<ITextEncoder>(() => EncoderCatalogue.Open(text.Encoder, models, model.Device));
        below = new Lazy<ITextEncoder?>(() => TextSource.Below(model.Config, models, model.Device));
    }

    /// <param name="folder">Folder of a finished FLARE run.</param>
    /// <param name="device">"cpu", "cuda" or "cuda:1".</param>
    /// <param name="models">Folder of encoder weights; null looks at REGEN_MODELS.</param>
    /// <exception cref="RegenException">The run is unfinished, damaged, or of a model that is not asked this way.</exception>
    public static Recommender Open(string folder, string device = "cpu", string? models = null)
    {
        var run = RunStore.Open(folder);
        run.ReadRecord();
        var experiment = StrictYaml.Parse<Experiment>(run.ReadExperiment(), run.ExperimentFile);
        if (experiment.Model is not FlareConfig flare)
        {
            throw new RegenException(
                $"This run holds a {run.ReadRecord().Model} baseline, which has no weights to ask.", run.Path, "Give the folder of a FLARE run.");
        }

        var where = Machine.Use(device, threads: null);
        var (model, catalogue) = TrainedModel.Load(run, flare, experiment.Training!, where);
        return new Recommender(run.Path, model, catalogue, flare.Text, models);
    }

    /// <summary>Items in the catalogue.</summary>
    public int ItemCount => catalogue.Asins.Count;

    /// <returns>One answer per question, in their order.</returns>
    /// <exception cref="RegenException">An ASIN is unknown, a history empty, or a critique goes to a model without the channel; all are named.</exception>
    public IReadOnlyList<Recommendation> Ask(
        IReadOnlyList<RecommendationQuestion> questions,
        int k = 10,
        bool isSeenRemoved = true,
        IProgress<WorkProgress>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        RequireSound(questions);
        List<Recommendation> answers = [];
        foreach (var part in questions.Chunk(UsersAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            answers.AddRange(Answer(part, k, isSeenRemoved));
            progress?.Report(new WorkProgress("recommending", answers.Count, questions.Count, "users"));
        }

        return answers;
    }

    public void Dispose()
    {
        catalogue.Dispose();
        model.Dispose();
        if (encoder.IsValueCreated)
        {
            encoder.Value.Dispose();
        }

        if (below.IsValueCreated)
        {
            below.Value?.Dispose();
        }
    }

    private IEnumerable<Recommendation> Answer(RecommendationQuestion[] questions, int k, bool isSeenRemoved)
    {
        using var scope = torch.NewDisposeScope();
        string[] critiques = [.. questions.Select(question => question.Critique).OfType<string>().Distinct()];
        using var texts = Texts(critiques);
        using var scorer = new FlareScorer(model, texts, catalogue.Share());
        Query[] queries = [.. questions.Select(question => Ask(question, critiques))];
        var lists = CaseRanking.Top(scorer.Score(queries), queries, k, isSeenRemoved);
        return [.. questions.Select((question, i) => new Recommendation(question.User, Describe(lists[i])))];
    }

    private TextTables Texts(string[] critiques) => critiques.Length == 0
        ? new TextTables(null, null)
        : new TextTables(null, TextSource.Encode(encoder.Value, text, critiques, model.Device))
        {
            Sentences = critiques,
            Tokens = below.Value is { } low ? TextSource.Encode(low, TextSource.TokenForm(text), critiques, model.Device) : null,
        };

    private Query Ask(RecommendationQuestion question, string[] critiques)
    {
        int[] history = [.. question.History.Select(asin => catalogue.Numbers[asin.Trim()])];
        var none = new int[history.Length];
        Array.Fill(none, -1);
        return new Query(history, none, question.Critique is null ? -1 : Array.IndexOf(critiques, question.Critique));
    }

    private RecommendedItem[] Describe(TopItems top) =>
    [
        .. top.Items.Select((item, place) =>
            new RecommendedItem(place + 1, catalogue.Asins[item], catalogue.Titles[item], top.Scores[place])),
    ];

    private void RequireSound(IReadOnlyList<RecommendationQuestion> questions)
    {
        List<string> problems = [];
        for (var i = 0; i < questions.Count; i++)
        {
            var name = questions[i].User ?? $"question {i + 1}";
            string[] unknown = [.. questions[i].History.Where(asin => !catalogue.Numbers.ContainsKey(asin.Trim())).Distinct()];
            if (questions[i].History.Count == 0)
            {
                problems.Add($"{name}: the history is empty");
            }
            else if (unknown.Length > 0)
            {
                problems.Add($"{name}: the catalogue has no {string.Join(", ", unknown)}");
            }

            if (questions[i].Critique is not null && !model.Config.Critique.Use && model.Query is null)
            {
                problems.Add($"{name}: this model was trained without the critique channel");
            }
        }

        if (problems.Count > 0)
        {
            const int Shown = 10;
            var more = problems.Count > Shown ? $" (and {problems.Count - Shown} more)" : "";
            throw new RegenException(
                string.Join("; ", problems.Take(Shown)) + more,
                run,
                "Give ASINs of the run's catalogue (catalogue.parquet lists them), oldest first, and critiques only to a model that reads them.");
        }
    }
}
