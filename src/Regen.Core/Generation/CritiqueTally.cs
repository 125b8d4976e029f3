using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>What became of the eligible pairs and of the options written for them. Filled while a writer's records are taken.</summary>
public sealed class CritiqueTally
{
    private readonly long[] dropped = new long[Enum.GetValues<OptionFault>().Length];

    /// <summary>Eligible pairs that were asked about.</summary>
    public long Pairs { get; private set; }

    /// <summary>Pairs with a critique.</summary>
    public long Written { get; private set; }

    /// <summary>Pairs that are marked, as neither of two answers could be used.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Pairs without an answer: a later run asks again.</summary>
    public long Unanswered { get; private set; }

    /// <summary>Pairs whose request waits in a batch.</summary>
    public long Waiting { get; private set; }

    /// <summary>Options that passed the checks.</summary>
    public long Options { get; private set; }

    /// <summary>Options of usable answers that did not, by reason.</summary>
    public IReadOnlyDictionary<OptionFault, long> Dropped => Enum.GetValues<OptionFault>().ToDictionary(fault => fault, fault => dropped[(int)fault]);

    /// <summary>What had to be cut from histories.</summary>
    public CutTally Cuts { get; } = new();

    internal void Add(HistoryCut cut) => Cuts.Add(cut);

    internal void Add(Outcome<CritiqueOptions> outcome)
    {
        Pairs++;
        switch (outcome)
        {
            case Outcome<CritiqueOptions>.Answered(_, var options, _):
                Written++;
                Options += options.Kept.Count;
                foreach (var option in options.Dropped)
                {
                    dropped[(int)option.Fault]++;
                }

                break;
            case Outcome<CritiqueOptions>.Unreadable:
                Unreadable++;
                break;
            case Outcome<CritiqueOptions>.Unanswered:
                Unanswered++;
                break;
            default:
                Waiting++;
                break;
        }
    }
}

/// <summary>What was cut from the histories of requests.</summary>
public sealed class CutTally
{
    /// <summary>Requests whose history was cut.</summary>
    public long Requests { get; private set; }

    public long ReviewsShortened { get; private set; }

    public long PurchasesLeftOut { get; private set; }

    /// <summary>Requests whose newest purchase alone is longer than the budget.</summary>
    public long StillTooLong { get; private set; }

    internal void Add(HistoryCut cut)
    {
        Requests += cut.IsAny ? 1 : 0;
        ReviewsShortened += cut.ReviewsShortened;
        PurchasesLeftOut += cut.PurchasesLeftOut;
        StillTooLong += cut.IsOver ? 1 : 0;
    }
}
