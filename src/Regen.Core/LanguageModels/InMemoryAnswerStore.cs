using System.Collections.Concurrent;

namespace Regen.Core.LanguageModels;

/// <summary>Answers for as long as the process lives, and no longer: for scripts, trials and tests. It grows with every answer.</summary>
public sealed class InMemoryAnswerStore : IAnswerStore
{
    private readonly ConcurrentDictionary<AnswerKey, ModelAnswer> answers = new();

    public int Count => answers.Count;

    public IReadOnlyDictionary<AnswerKey, ModelAnswer> Find(IReadOnlyCollection<AnswerKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var found = new Dictionary<AnswerKey, ModelAnswer>();
        foreach (var key in keys)
        {
            if (answers.TryGetValue(key, out var answer))
            {
                found[key] = answer;
            }
        }

        return found;
    }

    public Task Add(AnswerKey key, ModelRequest request, ModelAnswer answer)
    {
        answers.TryAdd(key, answer);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }
}
