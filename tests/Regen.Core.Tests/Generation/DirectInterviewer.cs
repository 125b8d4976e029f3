using System.Runtime.CompilerServices;
using Regen.Core.Domain;
using Regen.Core.Generation.Scripted;
using Regen.Core.LanguageModels;

namespace Regen.Core.Tests.Generation;

/// <summary>Asks a function, one question after the other, as an interviewer must: again where the first answer cannot be read, equal requests once.</summary>
internal sealed class DirectInterviewer(Func<ModelRequest, string?> answer) : IInterviewer
{
    private readonly Dictionary<(string, string, string?, string), string?> known = [];

    /// <summary>Questions that are taken ahead of their outcomes.</summary>
    public int Ahead { get; init; } = 1;

    public List<ModelRequest> Asked { get; } = [];

    public static DirectInterviewer Scripted() => new(request => ScriptedWriter.Answer(request.User));

    public async IAsyncEnumerable<Outcome<T>> Ask<T>(
        IEnumerable<Question<T>> questions, IProgress<WorkProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var chunk in questions.Chunk(Ahead))
        {
            await Task.Yield();
            foreach (var question in chunk)
            {
                yield return Outcome(question);
            }
        }
    }

    private Outcome<T> Outcome<T>(Question<T> question)
    {
        if (Answer(question.First) is not { } first)
        {
            return new Outcome<T>.Unanswered(question, "no answer");
        }

        var read = question.Read(first);
        if (read.IsGood)
        {
            return new Outcome<T>.Answered(question, read.Value!, first);
        }

        if (question.Again is not { } again || Answer(again(first, read.Problem!)) is not { } second)
        {
            return new Outcome<T>.Unreadable(question, read.Problem!, first);
        }

        var reread = question.Read(second);
        return reread.IsGood ? new Outcome<T>.Answered(question, reread.Value!, second) : new Outcome<T>.Unreadable(question, reread.Problem!, second);
    }

    private ModelAnswer? Answer(ModelRequest request)
    {
        var key = (request.System, request.User, request.Schema, request.Draw);
        if (!known.TryGetValue(key, out var text))
        {
            Asked.Add(request);
            known[key] = text = answer(request);
        }

        return text is null ? null : new ModelAnswer { Text = text };
    }
}
