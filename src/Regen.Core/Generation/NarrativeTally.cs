using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>What became of the requests for narratives and of their texts. Filled while a writer's records are taken.</summary>
public sealed class NarrativeTally
{
    private readonly long[] dropped = new long[Enum.GetValues<NarrativeFault>().Length];

    /// <summary>Requests for a user, position and group.</summary>
    public long Requests { get; private set; }

    /// <summary>Texts that passed the checks.</summary>
    public long Written { get; private set; }

    /// <summary>Requests of whose two answers neither was good as a whole; what could be used of the last was.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Requests without an answer: a later run asks again.</summary>
    public long Unanswered { get; private set; }

    /// <summary>Requests that wait in a batch.</summary>
    public long Waiting { get; private set; }

    /// <summary>Texts that did not pass twice, by reason.</summary>
    public IReadOnlyDictionary<NarrativeFault, long> Dropped => Enum.GetValues<NarrativeFault>().ToDictionary(fault => fault, fault => dropped[(int)fault]);

    /// <summary>What had to be cut from histories.</summary>
    public CutTally Cuts { get; } = new();

    internal void Add(Outcome<NarrativeTexts> outcome, NarrativeTexts? texts)
    {
        Requests++;
        Unreadable += outcome is Outcome<NarrativeTexts>.Unreadable ? 1 : 0;
        Unanswered += outcome is Outcome<NarrativeTexts>.Unanswered ? 1 : 0;
        Waiting += outcome is Outcome<NarrativeTexts>.Waiting ? 1 : 0;
        Written += texts?.Kept.Count ?? 0;
        foreach (var fault in texts?.Dropped.Values ?? [])
        {
            dropped[(int)fault]++;
        }
    }
}
