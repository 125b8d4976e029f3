using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Regen.Core.Rating.Scripted;

namespace Regen.Core.Tests.Rating;

/// <summary>Asks a chat client one question after another and keeps nothing.</summary>
internal sealed class MemoryInterviewer(IChatClient client) : IInterviewer
{
    public int Asked { get; private set; }

    public async IAsyncEnumerable<Outcome<T>> Ask<T>(
        IEnumerable<Question<T>> questions, IProgress<WorkProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var question in questions)
        {
            var answer = await Answer(question.First, cancellation);
            var reading = question.Read(answer);
            if (!reading.IsGood && question.Again is { } again)
            {
                answer = await Answer(again(answer, reading.Problem!), cancellation);
                reading = question.Read(answer);
            }

            yield return reading.IsGood
                ? new Outcome<T>.Answered(question, reading.Value!, answer)
                : new Outcome<T>.Unreadable(question, reading.Problem!, answer);
        }
    }

    private async Task<ModelAnswer> Answer(ModelRequest request, CancellationToken cancellation)
    {
        Asked++;
        var options = new ChatOptions { AdditionalProperties = new() { [ScriptedRater.DrawProperty] = request.Draw } };
        var response = await client.GetResponseAsync([new(ChatRole.System, request.System), new(ChatRole.User, request.User)], options, cancellation);
        return new ModelAnswer { Text = response.Text };
    }
}
