using System.Collections.Concurrent;
using Regen.Core.LanguageModels;

namespace Regen.Core.Tests.LanguageModels.Batches;

/// <summary>Answers with the requests that they came for.</summary>
internal sealed class MemoryStore : IAnswerStore
{
    public ConcurrentDictionary<AnswerKey, (ModelRequest Request, ModelAnswer Answer)> Kept { get; } = new();

    public IReadOnlyDictionary<AnswerKey, ModelAnswer> Find(IReadOnlyCollection<AnswerKey> keys) =>
        keys.Where(Kept.ContainsKey).ToDictionary(key => key, key => Kept[key].Answer);

    public Task Add(AnswerKey key, ModelRequest request, ModelAnswer answer)
    {
        Assert(Kept.TryAdd(key, (request, answer)));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    private static void Assert(bool isNew) => Xunit.Assert.True(isNew, "a key was added twice");
}
