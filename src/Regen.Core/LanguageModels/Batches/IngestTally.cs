namespace Regen.Core.LanguageModels.Batches;

/// <summary>Counts of an ingest on the way, with the first examples of each kind.</summary>
internal sealed class IngestTally
{
    private const int ExamplesOfAKind = 3;

    private readonly List<string> examples = [];
    private readonly Dictionary<string, int> shown = [];
    private readonly SortedDictionary<string, long> models = new(StringComparer.Ordinal);

    public long Stored { get; private set; }

    public long StoppedByLimit { get; private set; }

    public long Foreign { get; set; }

    public long Doubled { get; set; }

    public long Conflicting { get; set; }

    public long Unattributed { get; set; }

    public void CountStored(ModelAnswer answer)
    {
        Stored++;
        StoppedByLimit += answer.FinishReason == "length" ? 1 : 0;
        if (answer.ReportedModel is { } model)
        {
            models[model] = models.GetValueOrDefault(model) + 1;
        }
    }

    public void Show(string kind, string where)
    {
        var count = shown[kind] = shown.GetValueOrDefault(kind) + 1;
        if (count <= ExamplesOfAKind)
        {
            examples.Add($"{kind}: {where}");
        }
    }

    public IngestSummary Sum(AskedKeys asked)
    {
        var states = new long[4];
        var codes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (key, state, code) in asked.All)
        {
            states[(int)state]++;
            if (state == KeyState.Failed)
            {
                codes[code!] = codes.GetValueOrDefault(code!) + 1;
            }
            else if (state == KeyState.Missing && shown.GetValueOrDefault("missing") < ExamplesOfAKind)
            {
                Show("missing", asked.Request(key).Request.Place);
            }
        }

        return new IngestSummary
        {
            Asked = asked.Count,
            Answered = states[(int)KeyState.Answered],
            Stored = Stored,
            StoppedByLimit = StoppedByLimit,
            Torn = states[(int)KeyState.Torn],
            Failed = states[(int)KeyState.Failed],
            FailedByCode = codes,
            Missing = states[(int)KeyState.Missing],
            Foreign = Foreign,
            Doubled = Doubled,
            Conflicting = Conflicting,
            Unattributed = Unattributed,
            Examples = examples,
            ReportedModels = models,
        };
    }
}
