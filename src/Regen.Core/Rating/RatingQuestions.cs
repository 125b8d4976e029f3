using System.Globalization;
using Regen.Core.Configuration;
using Regen.Core.LanguageModels;

namespace Regen.Core.Rating;

/// <summary>Questions to the rater.</summary>
/// <param name="limits">How much of each text is shown.</param>
/// <param name="rubrics">Folder of rubrics that stand in for the embedded ones; null for none.</param>
public sealed class RatingQuestions(RatingTextConfig limits, string? rubrics = null)
{
    /// <summary>The questions of one subject that differ in nothing but the draw ("rating 1" to "rating 7").</summary>
    /// <param name="subject">What is judged.</param>
    /// <param name="first">Number of the first rating, from 1.</param>
    /// <param name="count">How many.</param>
    public IEnumerable<Question<GradeSheet>> Of(RatingSubject subject, int first = 1, int count = Ensemble.Size)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var rubric = Rubric.Of(subject.Group, rubrics);
        var cells = subject.Cells;
        var text = RequestText.Of(subject, limits);
        for (var draw = first; draw < first + count; draw++)
        {
            var request = new ModelRequest
            {
                Place = $"rate/{subject.Variant}/{subject.Key}/{subject.Position}/{RatingScheme.Name(subject.Group)}/{draw}",
                Prompt = rubric.Signature,
                System = rubric.Text,
                User = text,
                Draw = string.Create(CultureInfo.InvariantCulture, $"rating {draw}"),
            };
            yield return new Question<GradeSheet>(request, answer => GradeSheet.Read(answer.Text, cells), (_, problem) => Again(request, problem));
        }
    }

    // The unreadable answer is not sent back: what a model wrote from customers' words must not come to stand among ours.
    private static ModelRequest Again(ModelRequest request, string problem) => request with
    {
        Place = request.Place + "/repair",
        User = $"{request.User}\nAn earlier answer could not be read: {problem}. Give all the lines.\n",
        Draw = request.Draw + " repair",
    };
}
