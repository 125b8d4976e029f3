namespace Regen.Core.LanguageModels;

/// <summary>Failures by kind and model versions since an interviewer was made. Thread safe.</summary>
internal sealed class CallTally
{
    /// <summary>A server that reports something new each time is not remembered beyond these.</summary>
    private const int MostModels = 16;

    private readonly Lock gate = new();
    private readonly Dictionary<AttemptKind, long> failed = [];
    private readonly List<string> models = [];

    public IReadOnlyDictionary<AttemptKind, long> Failed
    {
        get
        {
            lock (gate)
            {
                return new SortedDictionary<AttemptKind, long>(failed);
            }
        }
    }

    public IReadOnlyList<string> Models
    {
        get
        {
            lock (gate)
            {
                return [.. models];
            }
        }
    }

    public void Count(AttemptKind failure)
    {
        lock (gate)
        {
            failed[failure] = failed.GetValueOrDefault(failure) + 1;
        }
    }

    public void Count(ModelAnswer answer)
    {
        if (answer.ReportedModel is not { Length: > 0 } name)
        {
            return;
        }

        lock (gate)
        {
            if (models.Count < MostModels && !models.Contains(name))
            {
                models.Add(name);
            }
        }
    }
}
