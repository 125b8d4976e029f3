using System.Runtime.CompilerServices;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.Rating;
using Regen.Core.Rating.Scripted;
using Regen.Core.Runs;
using Regen.Core.Tests.Storage;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Rating;

public sealed class RatingRunTests
{
    [Fact]
    public async Task A_run_leaves_a_row_for_every_attribute_that_joins_the_dataset()
    {
        using var temp = new TempFolder();
        var record = await Run("sample", temp.Path, 40, new MemoryInterviewer(new ScriptedRater()));
        var folder = new RatingFolder(temp.Path);
        var rows = folder.ReadRows();

        // 3 attributes of a critique, 2 x 2 of reasons, 3 x 2 of summaries, 3 of an endorsement.
        Assert.Equal(40 * 16, rows.Length);
        Assert.All(rows, row => Assert.Equal(7, row.Ratings.Length));
        Assert.All(rows, row => Assert.InRange(row.Score!.Value, 1, 7));
        Assert.Equal(rows.Length, rows.Select(row => (row.User, row.Position, row.Kind, row.Attribute)).Distinct().Count());
        Assert.Equal((160, 160 * 7, 0), (record.Subjects, record.RatingsAsked, record.Unanswered));
        Assert.True(record.IsScripted);
        Assert.Equal(7, record.Examples.Count);
        Assert.Equal(record.RatingsAsked, folder.ReadRecord().RatingsAsked);
        var scores = Regen.Core.Storage.ParquetFile.Read(folder.UsersFile);
        Assert.Equal(40 * 16, scores.RowCount);
        Assert.Equal(rows.Sum(row => row.Score!.Value), scores.Doubles("score").Sum(), 6);
    }

    [Fact]
    public async Task Equal_runs_give_equal_bytes()
    {
        using var one = new TempFolder();
        using var two = new TempFolder();
        await Run("bias", one.Path, 30, new MemoryInterviewer(new ScriptedRater()));
        await Run("bias", two.Path, 30, new MemoryInterviewer(new ScriptedRater()));
        foreach (var name in (string[])["ratings.parquet", "user-scores.parquet", "rating.json"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(one.Path, name)), File.ReadAllBytes(Path.Combine(two.Path, name)));
        }
    }

    [Fact]
    public async Task An_adaptive_run_asks_less_and_gives_the_same_scores()
    {
        using var full = new TempFolder();
        using var adaptive = new TempFolder();
        var all = await Run("sample", full.Path, 60, new MemoryInterviewer(new ScriptedRater()));
        var less = await Run("sample", adaptive.Path, 60, new MemoryInterviewer(new ScriptedRater()), isAdaptive: true);
        Assert.Equal(new RatingFolder(full.Path).ReadRows().Select(row => row.Score), new RatingFolder(adaptive.Path).ReadRows().Select(row => row.Score));
        Assert.True(less.RatingsAsked < all.RatingsAsked, $"{less.RatingsAsked} of {all.RatingsAsked}");
        TestContext.Current.SendDiagnosticMessage($"adaptive: {less.RatingsAsked} of {all.RatingsAsked} calls");
    }

    [Fact]
    public async Task Unreadable_and_missing_answers_are_counted_with_their_reasons_and_never_zero()
    {
        using var temp = new TempFolder();
        var record = await Run("sample", temp.Path, 10, new MoodyInterviewer());
        var rows = new RatingFolder(temp.Path).ReadRows();

        // Of each seven: 1 and 2 unreadable, 3 unanswered, 4 waiting, 5 off the scale, 6 and 7 good.
        Assert.All(rows, row => Assert.Equal("----66", row.Ratings));
        Assert.All(rows, row => Assert.Null(row.Score));
        Assert.Equal(40, record.Waiting);
        Assert.Equal(40, record.Unanswered);
        Assert.Equal(rows.Length * 2, record.Unrated["mumbling"]);
        Assert.Equal(rows.Length, record.Unrated["no answer came"]);
        Assert.Equal(rows.Length, record.Unrated["a grade off the scale of 1 to 7"]);
    }

    [Fact]
    public async Task Results_come_while_subjects_are_still_being_made()
    {
        var made = 0;
        IEnumerable<RatingSubject> Endless()
        {
            for (var user = 0; ; user++)
            {
                made++;
                yield return SmallConversations.Subject(user % 50, RatingGroup.Critique) with { User = user };
            }
        }

        var rater = new AutoRater(new MemoryInterviewer(new ScriptedRater()), SmallConversations.Questions);
        var seen = 0;
        await foreach (var rated in rater.Rate(Endless(), cancellation: TestContext.Current.CancellationToken))
        {
            Assert.Equal(seen++, rated.Subject.User);
            if (seen == 500)
            {
                break;
            }
        }

        Assert.InRange(made, 500, 501);
    }

    [Fact]
    public void The_scripted_rater_answers_alike_to_the_same_draw_and_not_to_all_draws()
    {
        var one = new ScriptedRater();
        var other = new ScriptedRater();
        var requests = SmallConversations.Many(30).SelectMany(new RatingSelection(true, 1).Of).SelectMany(subject => SmallConversations.Questions.Of(subject)).Select(question => question.First).ToArray();
        Assert.All(requests, request => Assert.Equal(one.Answer(request.User, request.Draw), other.Answer(request.User, request.Draw)));
        Assert.True(requests.GroupBy(request => request.User).Count(same => same.Select(request => one.Answer(request.User, request.Draw)).Distinct().Count() > 1) > 60);
        Assert.Equal("This is no request to a rater.", one.Answer("Hello!", ""));
    }

    internal static Task<RatingRecord> Run(string experiment, string folder, int users, IInterviewer interviewer, bool isAdaptive = false)
    {
        var config = StrictYaml.Load<RatingConfig>(Repository.Path($"experiments/rating/{experiment}.v1.yaml")) with { Adaptive = isAdaptive };
        var run = new RatingRun(new RatingWork(config, "small", "0000000"), interviewer);
        return run.Write(SmallConversations.Many(users), new RatingFolder(folder), cancellation: TestContext.Current.CancellationToken);
    }

    private sealed class MoodyInterviewer : IInterviewer
    {
        public async IAsyncEnumerable<Outcome<T>> Ask<T>(
            IEnumerable<Question<T>> questions, IProgress<WorkProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.Yield();
            foreach (var question in questions)
            {
                var cells = question.First.User.Split('\n').Where(line => line.StartsWith("GRADE", StringComparison.Ordinal));
                var grade = question.First.Draw == "rating 5" ? "9" : "6";
                var answer = new ModelAnswer { Text = string.Join('\n', cells.Select(cell => cell.Replace(": n", $": {grade}", StringComparison.Ordinal))) };
                yield return question.First.Draw switch
                {
                    "rating 1" or "rating 2" => new Outcome<T>.Unreadable(question, "mumbling", answer),
                    "rating 3" => new Outcome<T>.Unanswered(question, "refused"),
                    "rating 4" => new Outcome<T>.Waiting(question),
                    _ => new Outcome<T>.Answered(question, question.Read(answer).Value!, answer),
                };
            }
        }
    }
}
