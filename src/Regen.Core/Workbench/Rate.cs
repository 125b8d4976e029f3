using Regen.Core.Configuration;
using Regen.Core.Data.Dataset;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.Rating;
using Regen.Core.Rating.Studies;
using Regen.Core.Runs;

namespace Regen.Core.Workbench;

/// <summary>Rates a dataset, or runs a study of the rater.</summary>
public sealed record RateRequest : AnswerPlaces
{
    /// <summary>The rating file: what is rated, by whom, under which seed.</summary>
    public required string Experiment { get; init; }

    /// <summary>Folder of a finished dataset; null where <see cref="Texts"/> is given.</summary>
    public string? Dataset { get; init; }

    /// <summary>The prepared corpus that the dataset was written for.</summary>
    public string? Data { get; init; }

    /// <summary>A file of texts that others wrote, users and items with them, in place of a dataset.</summary>
    public string? Texts { get; init; }

    /// <summary>Users that are rated at most; null for all.</summary>
    public int? Users { get; init; }

    /// <summary>Folder of rubrics in place of the embedded ones.</summary>
    public string? Rubrics { get; init; }

    public required string Out { get; init; }
}

/// <summary>What a rating run did.</summary>
/// <param name="Folder">The ratings' folder.</param>
/// <param name="Record">What was rated; its <see cref="RatingRecord.Waiting"/> ratings are still awaited.</param>
/// <param name="Summary">What was answered.</param>
/// <param name="Batch">The batch files that were written; null where requests were asked directly.</param>
public sealed record RateResult(string Folder, RatingRecord Record, InterviewSummary Summary, BatchWritten? Batch);

/// <summary><c>regen rate</c>: seven ratings for each text, or a study of whoever gives them.</summary>
public static class Rate
{
    /// <exception cref="RegenException">The file, the dataset or the server is not what it should be.</exception>
    public static async Task<RateResult> Run(RateRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var config = StrictYaml.Load<RatingConfig>(request.Experiment);
        using var desk = AnswerDesk.Open(request, config.Rater, request.Out, Script.Rater);
        var work = new RatingWork(
            config with { Rater = desk.Model }, NameOf(request), CodeVersion.ReadCommit(), request.Rubrics, request.Dataset is { } dataset ? DatasetManifest.Sha256(dataset) : null);
        var run = new RatingRun(work, desk.Interviewer);
        var folder = new RatingFolder(request.Out);
        var record = request.Texts is { } texts
            ? await run.Write(ExternalTexts.Read(texts, config.Seed), folder, progress, stop).ConfigureAwait(false)
            : await run.Write(Conversations(request, stop), folder, progress, stop).ConfigureAwait(false);
        var written = desk.FinishBatch();
        if (desk.Model.Prices is not null)
        {
            record = record with { Cost = desk.Summary.Ledger.Cost };
            folder.Write(record);
        }

        return new RateResult(folder.Path, record, desk.Summary, written);
    }

    /// <summary>What the run would ask and cost. Ratings that an adaptive run saves are counted in.</summary>
    public static RunEstimate Estimate(RateRequest request, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var config = StrictYaml.Load<RatingConfig>(request.Experiment);
        var model = request.Applied(config.Rater);
        var questions = new RatingQuestions(config.Text, request.Rubrics);
        var donors = config.Negatives is { } negatives ? Donors.Draw(Conversations(request, stop), negatives.Donors, config.Seed) : null;
        var subjects = request.Texts is { } texts
            ? ExternalTexts.Read(texts, config.Seed)
            : new StudySubjects(config, donors).Of(Conversations(request, stop));
        var store = AnswerDesk.StoreOf(request.Store, request.Out);
        using var answers = Directory.Exists(store) ? DuckDBAnswerStore.Open(store) : null;
        return RunEstimate.Of(model, answers, subjects.SelectMany(subject => questions.Of(subject)), Script.Rater.VersionFor(model));
    }

    private static IEnumerable<Conversation> Conversations(RateRequest request, CancellationToken stop)
    {
        if (request.Dataset is null || request.Data is null)
        {
            throw new RegenException("there is nothing to rate", "--dataset, --data, --texts", "name a dataset and the prepared corpus that it was written for, or a file of texts");
        }

        var all = DatasetReader.Read(request.Dataset, request.Data, request.Part, stop);
        return request.Users is { } users ? all.Take(users) : all;
    }

    // Texts lie in files of like names, so that their folder says more.
    private static string NameOf(RateRequest request)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Texts ?? request.Dataset ?? ""));
        return request.Texts is null ? Path.GetFileName(path) : $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";
    }
}
