using System.Runtime.CompilerServices;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;

namespace Regen.Core.Generation;

/// <summary>Writes the six narratives for each user (REGEN, 3.2.4).</summary>
public sealed class NarrativeWriter
{
    private readonly NarrativeWritingConfig config;
    private readonly (NarrativePrompt Prompt, NarrativeChecks Checks)[] groups;

    /// <exception cref="RegenException">A prompt is missing or faulty.</exception>
    public NarrativeWriter(NarrativeWritingConfig config, HistoryTextConfig history, PromptLibrary prompts)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(prompts);
        this.config = config;
        var text = new HistoryText(history);
        groups = [.. NarrativeGroup.Of(config).Select(group => (new NarrativePrompt(group, config, text, prompts), new NarrativeChecks(group, config.MostWords)))];
    }

    /// <summary>Names, versions and hashes of the prompts.</summary>
    public IReadOnlyList<string> Prompts => [.. groups.Select(group => group.Prompt.Identity)];

    /// <summary>What became of the requests so far.</summary>
    public NarrativeTally Tally { get; } = new();

    /// <summary>The questions alone, for dry runs.</summary>
    /// <param name="conversations">Histories with the critiques that requests show, where they show any.</param>
    public IEnumerable<Question<NarrativeTexts>> Questions(IEnumerable<Conversation> conversations)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        return conversations.SelectMany(Ask).Select(asked => asked.Question);
    }

    /// <summary>The conversations with their narratives, in their order; texts that wait, were not answered or did not pass are missing.</summary>
    public async IAsyncEnumerable<Conversation> Write(
        IEnumerable<Conversation> conversations, IInterviewer interviewer, IProgress<WorkProgress>? progress = null, [EnumeratorCancellation] CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        ArgumentNullException.ThrowIfNull(interviewer);
        var pieces = conversations.Select(conversation =>
        {
            var asked = Ask(conversation).ToArray();
            return ((conversation, asked), (IReadOnlyList<Question<NarrativeTexts>>)[.. asked.Select(one => one.Question)]);
        });
        await foreach (var ((conversation, asked), outcomes) in GroupedAnswers.Ask(interviewer, pieces, progress, stop).ConfigureAwait(false))
        {
            List<Narrative> narratives = [];
            foreach (var (one, outcome) in asked.Zip(outcomes))
            {
                Tally.Cuts.Add(one.Cut);
                narratives.AddRange(Make(one.Position, one.Checks, outcome));
            }

            yield return conversation with { Narratives = [.. narratives.OrderBy(text => text.Position).ThenBy(text => text.Kind)] };
        }
    }

    private IEnumerable<(int Position, NarrativeChecks Checks, Question<NarrativeTexts> Question, HistoryCut Cut)> Ask(Conversation conversation)
    {
        var count = conversation.History.Purchases.Count;
        for (var position = config.Positions == "all" ? 0 : Math.Max(0, count - 1); position < count; position++)
        {
            foreach (var (prompt, checks) in groups)
            {
                var (first, cut) = prompt.For(conversation, position);
                yield return (
                    position,
                    checks,
                    new Question<NarrativeTexts>(first, answer => checks.Read(answer.Text), (answer, problem) => SecondRequest.For(first, answer, problem)),
                    cut);
            }
        }
    }

    private IEnumerable<Narrative> Make(int position, NarrativeChecks checks, Outcome<NarrativeTexts> outcome)
    {
        var texts = outcome switch
        {
            Outcome<NarrativeTexts>.Answered(_, var good, _) => good,
            Outcome<NarrativeTexts>.Unreadable(_, _, var answer) => checks.Salvage(answer.Text),
            _ => null,
        };
        Tally.Add(outcome, texts);
        return texts?.Kept.Select(text => new Narrative(position, text.Key, text.Value)) ?? [];
    }
}
