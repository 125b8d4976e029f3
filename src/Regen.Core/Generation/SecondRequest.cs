using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>What is asked where the first answer was of no use: the same, with what was wrong and the answer itself, fenced like all data.</summary>
internal static class SecondRequest
{
    private const int MostOfAnswer = 4000;

    public static ModelRequest For(ModelRequest first, ModelAnswer answer, string problem)
    {
        var given = SafeText.Cut(SafeText.Written(answer.Text), MostOfAnswer);
        var fenced = Fence.Around(given).Block("previous", given);
        return first with
        {
            User = $"{first.User}\n\nThis was asked before, and the answer was of no use: {SafeText.Line(problem)}\n{fenced}\nAnswer again, with one complete JSON object of the schema above.",
            Draw = "again",
        };
    }
}
