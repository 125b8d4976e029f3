using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>
/// What a run would ask and cost, without asking. Second requests after unreadable answers and attempts after failures are not
/// in it. Tokens are estimated: one for every four bytes of UTF-8.
/// </summary>
public sealed record RunEstimate
{
    public required long Questions { get; init; }

    /// <summary>Distinct requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Distinct requests whose answers are stored already.</summary>
    public required long Stored { get; init; }

    /// <summary>Requests that would be sent.</summary>
    public long ToSend => Requests - Stored;

    /// <summary>Of the requests to send.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Of the requests to send, each answer at its limit, or 1,024 where nothing limits it.</summary>
    public required long OutputTokensAtMost { get; init; }

    /// <summary>The same with the mean of stored answers to the same prompt, where there are at least twenty; null where a prompt has fewer.</summary>
    public required long? OutputTokensExpected { get; init; }

    /// <summary>US dollars with <see cref="OutputTokensAtMost"/>; null without prices.</summary>
    public required double? CostAtMost { get; init; }

    /// <summary>US dollars with <see cref="OutputTokensExpected"/>; null without either.</summary>
    public required double? CostExpected { get; init; }

    /// <summary>Least time that the limits of requests and tokens per minute leave; null where neither is given.</summary>
    public required TimeSpan? TimeAtLimits { get; init; }

    /// <summary>Goes through the questions once. Memory: some 40 bytes for each distinct request.</summary>
    /// <param name="model">Whoever would answer.</param>
    /// <param name="store">Answers so far; null for none.</param>
    /// <param name="questions">All questions of the run.</param>
    /// <param name="script">Version of a scripted model; "" for servers.</param>
    public static RunEstimate Of<T>(LanguageModelConfig model, IAnswerStore? store, IEnumerable<Question<T>> questions, string script = "")
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(questions);
        var sums = new Sums(model, store as DuckDBAnswerStore);
        var seen = new HashSet<UInt128>();
        foreach (var window in questions.Chunk(1024))
        {
            sums.Questions += window.Length;
            var fresh = new Dictionary<AnswerKey, ModelRequest>();
            foreach (var request in window.Select(static question => question.First))
            {
                var key = AnswerKey.Of(model, script, request);
                if (seen.Add(key.Half))
                {
                    fresh[key] = request;
                }
            }

            var stored = store?.Find(fresh.Keys);
            sums.Stored += stored?.Count ?? 0;
            foreach (var (_, request) in fresh.Where(one => stored?.ContainsKey(one.Key) != true))
            {
                sums.Add(request);
            }
        }

        return sums.Estimate(seen.Count);
    }

    private sealed class Sums(LanguageModelConfig model, DuckDBAnswerStore? store)
    {
        private const int LeastAnswers = 20;

        private readonly Dictionary<string, double?> means = [];
        private long input;
        private long outputAtMost;
        private double? outputExpected = 0;

        public long Questions { get; set; }

        public long Stored { get; set; }

        public void Add(ModelRequest request)
        {
            input += TokenEstimate.Input(request, model.Schema);
            outputAtMost += TokenEstimate.OutputLimit(request, model.Sampling) ?? TokenEstimate.DefaultOutput;
            if (!means.TryGetValue(request.Prompt, out var mean))
            {
                means[request.Prompt] = mean = store?.MeanOutputTokens(request.Prompt, LeastAnswers);
            }

            outputExpected += mean;
        }

        public RunEstimate Estimate(long distinct) => new()
        {
            Questions = Questions,
            Requests = distinct,
            Stored = Stored,
            InputTokens = input,
            OutputTokensAtMost = outputAtMost,
            OutputTokensExpected = (long?)outputExpected,
            CostAtMost = Cost(outputAtMost),
            CostExpected = outputExpected is { } expected ? Cost((long)expected) : null,
            TimeAtLimits = Time(distinct - Stored),
        };

        private double? Cost(long output) => model.Prices?.Dollars(input, output);

        private TimeSpan? Time(long requests)
        {
            var (byRequests, byTokens) = (requests / (double?)model.Limits.RequestsPerMinute, (input + outputAtMost) / (double?)model.Limits.TokensPerMinute);
            return byRequests is null && byTokens is null ? null : TimeSpan.FromMinutes(Math.Min(Math.Max(byRequests ?? 0, byTokens ?? 0), 1e9));
        }
    }
}
