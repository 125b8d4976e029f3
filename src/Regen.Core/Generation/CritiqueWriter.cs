using System.Globalization;
using System.Runtime.CompilerServices;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>Writes critiques for the pairs of neighbours that are similar enough (REGEN, 3.2.3).</summary>
public sealed class CritiqueWriter
{
    private readonly CritiqueWritingConfig config;
    private readonly CritiquePrompt prompt;
    private readonly CritiqueChecks checks;

    /// <exception cref="RegenException">The prompt is missing or faulty.</exception>
    public CritiqueWriter(CritiqueWritingConfig config, HistoryTextConfig history, PromptLibrary prompts)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(prompts);
        this.config = config;
        prompt = new CritiquePrompt(config, new HistoryText(history), prompts);
        checks = new CritiqueChecks(config.MostWords, config.Options);
    }

    /// <summary>Name, version and hash of the prompt.</summary>
    public string Prompt => prompt.Identity;

    /// <summary>What became of the pairs so far.</summary>
    public CritiqueTally Tally { get; } = new();

    /// <summary>The questions alone, for dry runs: one per eligible pair, equal ones included.</summary>
    public IEnumerable<Question<CritiqueOptions>> Questions(IEnumerable<PurchaseHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        return histories.SelectMany(Ask).Select(asked => asked.Question);
    }

    /// <summary>
    /// Users that have an eligible pair, in the order of the histories, without narratives. Pairs whose request waits or was not answered
    /// have no critique.
    /// </summary>
    public async IAsyncEnumerable<Conversation> Write(
        IEnumerable<PurchaseHistory> histories, IInterviewer interviewer, IProgress<WorkProgress>? progress = null, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentNullException.ThrowIfNull(interviewer);
        var pieces = histories.Select(history =>
        {
            var asked = Ask(history).ToArray();
            return ((history, asked), (IReadOnlyList<Question<CritiqueOptions>>)[.. asked.Select(pair => pair.Question)]);
        });
        await foreach (var ((history, asked), outcomes) in GroupedAnswers.Ask(interviewer, pieces, progress, stop).ConfigureAwait(false))
        {
            List<Critique> critiques = [];
            foreach (var (pair, outcome) in asked.Zip(outcomes))
            {
                Tally.Add(pair.Cut);
                if (Make(history, pair.Position, outcome) is { } critique)
                {
                    critiques.Add(critique);
                }
            }

            yield return new Conversation { History = history, Critiques = critiques, Narratives = [] };
        }
    }

    /// <summary>One option, drawn by seed, user and position: no other pair's options change the draw.</summary>
    internal static int Draw(int seed, int user, int position, int options) => SeededRandom.For(
        seed, "critique", user.ToString(CultureInfo.InvariantCulture), position.ToString(CultureInfo.InvariantCulture)).Next(options);

    /// <summary>Pairs of neighbours that critiques are written for.</summary>
    internal int CountEligible(PurchaseHistory history) => history.Purchases.Skip(1).Count(IsEligible);

    private bool IsEligible(Purchase goal) => goal.SharedLevels >= config.MinSharedLevels;

    private IEnumerable<(int Position, Question<CritiqueOptions> Question, HistoryCut Cut)> Ask(PurchaseHistory history)
    {
        for (var position = 1; position < history.Purchases.Count; position++)
        {
            var goal = history.Purchases[position];
            if (!IsEligible(goal))
            {
                continue;
            }

            var current = history.Purchases[position - 1].Item;
            var (first, cut) = prompt.For(history, position);
            yield return (
                position,
                new Question<CritiqueOptions>(first, answer => checks.Read(answer.Text, current, goal.Item), (answer, problem) => SecondRequest.For(first, answer, problem)),
                cut);
        }
    }

    private Critique? Make(PurchaseHistory history, int position, Outcome<CritiqueOptions> outcome)
    {
        Tally.Add(outcome);
        return outcome switch
        {
            Outcome<CritiqueOptions>.Answered(_, var options, _) => new Critique
            {
                Position = position,
                Options = options.Kept,
                Drawn = Draw(config.Seed, history.User, position, options.Kept.Count),
            },
            Outcome<CritiqueOptions>.Unreadable(_, var problem, _) => new Critique { Position = position, Options = [], Drawn = null, Problem = SafeText.Line(problem) },
            _ => null,
        };
    }
}
