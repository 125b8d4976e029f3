using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.Rating.Scripted;
using Regen.Core.Rating.Studies;
using Regen.Core.Runs;

namespace Regen.Core.Rating;

/// <summary>What a rating run is about besides its experiment.</summary>
/// <param name="Config">The experiment.</param>
/// <param name="Dataset">Name of the rated dataset.</param>
/// <param name="Commit">Git commit of the code.</param>
/// <param name="Rubrics">Folder of rubrics that stand in for the embedded ones; null for none.</param>
/// <param name="DatasetSha256">Of the dataset's manifest; null for texts of others.</param>
public sealed record RatingWork(RatingConfig Config, string Dataset, string Commit, string? Rubrics = null, string? DatasetSha256 = null);

/// <summary>Rates a dataset, or runs a study of the rater, into a folder that reports read.</summary>
public sealed class RatingRun(RatingWork work, IInterviewer interviewer)
{
    private readonly SortedDictionary<string, long> unrated = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> examples = new(StringComparer.Ordinal);
    private long subjects;
    private long waiting;
    private long unanswered;

    /// <param name="dataset">Read once, once more where a study draws donors from it, and once more where the file chooses users.</param>
    /// <exception cref="RegenException">The folder cannot be written.</exception>
    public Task<RatingRecord> Write(IEnumerable<Conversation> dataset, RatingFolder folder, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var donors = work.Config.Negatives is { } negatives ? Donors.Draw(dataset, negatives.Donors, work.Config.Seed) : null;
        var study = new StudySubjects(work.Config, donors);
        return Write(study.Of(dataset), study, folder, progress, cancellation);
    }

    /// <summary>The same for subjects that were made otherwise, such as <see cref="ExternalTexts"/>.</summary>
    public Task<RatingRecord> Write(IEnumerable<RatingSubject> given, RatingFolder folder, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        var study = new StudySubjects(work.Config);
        return Write(given, study, folder, progress, cancellation);
    }

    /// <summary>The rater as records name it; the scripted one with its version.</summary>
    internal static string NameOf(LanguageModelConfig rater) => rater.IsScripted ? ScriptedRater.Version : rater.Model ?? "";

    private async Task<RatingRecord> Write(
        IEnumerable<RatingSubject> given, StudySubjects study, RatingFolder folder, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var rater = new AutoRater(interviewer, new RatingQuestions(work.Config.Text, work.Rubrics), work.Config.Adaptive);
        using (var rows = folder.Begin())
        {
            await foreach (var rated in rater.Rate(given, progress, cancellation).ConfigureAwait(false))
            {
                Add(rated, rows);
            }

            rows.Finish();
        }

        var record = Record(rater.Asked, study);
        folder.Write(record);
        return record;
    }

    private void Add(RatedSubject rated, RatingRows rows)
    {
        subjects++;
        waiting += rated.Waiting;
        unanswered += rated.Unanswered;
        foreach (var output in rated.Subject.Outputs.Where(_ => rated.Subject.Variant == RatingSubject.Real))
        {
            examples.TryAdd(output.Kind, output.Text);
        }

        foreach (var cell in rated.Cells)
        {
            foreach (var verdict in cell.Verdicts.OfType<Verdict.Unrated>())
            {
                unrated[verdict.Reason] = unrated.GetValueOrDefault(verdict.Reason) + 1;
            }

            rows.Add(Row(rated.Subject, cell));
        }
    }

    private static RatingRow Row(RatingSubject subject, CellScore cell) => new(
        subject.User,
        subject.Key,
        subject.Position,
        cell.Cell.Kind,
        RatingScheme.Name(cell.Cell.Attribute),
        subject.Variant,
        subject.Donor ?? "",
        cell.Score.Value,
        string.Concat(cell.Verdicts.Select(static verdict => verdict.Value is { } grade ? (char)('0' + grade) : '-')));

    private RatingRecord Record(long asked, StudySubjects study) => new()
    {
        Experiment = $"{work.Config.Name}.v{work.Config.Version}",
        ExperimentSha256 = StrictYaml.Sha256(work.Config),
        Study = work.Config.Study,
        Dataset = work.Dataset,
        DatasetSha256 = work.DatasetSha256,
        Commit = work.Commit,
        Rater = NameOf(work.Config.Rater),
        IsScripted = work.Config.Rater.IsScripted,
        Rated = work.Config.Rated,
        Seed = work.Config.Seed,
        IsAdaptive = work.Config.Adaptive,
        Rubrics = [.. RatingScheme.Groups.Select(group => Rubric.Of(group, work.Rubrics).Signature)],
        Subjects = subjects,
        RatingsAsked = asked,
        Waiting = waiting,
        Unanswered = unanswered,
        Unrated = unrated,
        Skipped = new SortedDictionary<string, int>(study.Skipped.ToDictionary(), StringComparer.Ordinal),
        Examples = examples,
    };
}
