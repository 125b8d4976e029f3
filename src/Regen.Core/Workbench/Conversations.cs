using System.Text;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Inference;
using Regen.Core.Runs;
using Regen.Core.Training;
using TorchSharp;

namespace Regen.Core.Workbench;

/// <summary>Shows a few critiqued test users as conversations.</summary>
public sealed record ConversationsRequest : RunRequest
{
    /// <summary>Conversations of either sort: half of all.</summary>
    public int OfEachSort { get; init; } = 5;
}

/// <summary>One critiqued test user.</summary>
/// <param name="History">Titles of the latest items, oldest first.</param>
/// <param name="Critique">What the user says of the last one.</param>
/// <param name="Wanted">Title of the item that followed.</param>
/// <param name="RankWith">1-based rank of it with the critique, seen items removed.</param>
/// <param name="RankWithout">The same with the critique withheld.</param>
/// <param name="TopWith">Titles of the best three with the critique.</param>
/// <param name="TopWithout">And without.</param>
public sealed record ShownConversation(
    string User, IReadOnlyList<string> History, string Critique, string Wanted, int RankWith, int RankWithout, IReadOnlyList<string> TopWith, IReadOnlyList<string> TopWithout);

/// <summary>
/// <c>regen conversations</c>: what critiques do, user by user. The rule: critiqued test users are shuffled by the run's seed;
/// the first few whose wanted item comes among the best three are the good ones, the first few where it misses the best ten
/// the bad ones.
/// </summary>
public static class Conversations
{
    private const int HistoryShown = 4;
    private const int TopShown = 3;
    private const int BadBeyond = 10;

    /// <exception cref="RegenException">The run hears no critiques, or the test part has none.</exception>
    public static IReadOnlyList<ShownConversation> Run(ConversationsRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var run = AskedRun.Open(request, progress, stop);
        run.RequireCatalogue();
        using var opened = run.Load(progress, stop);
        var data = run.Data;
        EvaluationCase[] cases = [.. data.Split.Test.Where(asked => data.Sequences.IsCritiquedAt(asked.User, asked.HistoryLength))];
        if (cases.Length == 0 || opened.Model.Config.Critique is { Use: false, Query: null })
        {
            throw new RegenException(
                cases.Length == 0 ? "No test user of this corpus says anything." : "This model was trained without critiques.", request.Run, "Give a run trained with model.critique, on a corpus with critiques.");
        }

        SeededRandom.For(run.Record.Seed, "conversations").Shuffle<EvaluationCase>(cases);
        List<ShownConversation> good = [];
        List<ShownConversation> bad = [];
        foreach (var asked in cases)
        {
            stop.ThrowIfCancellationRequested();
            var conversation = Show(opened, data, asked);
            var list = conversation.RankWith <= TopShown ? good : conversation.RankWith > BadBeyond ? bad : null;
            if (list?.Count < request.OfEachSort)
            {
                list.Add(conversation);
            }

            if (good.Count == request.OfEachSort && bad.Count == request.OfEachSort)
            {
                break;
            }
        }

        return [.. good, .. bad];
    }

    /// <returns>The conversations as Markdown, with the rule that drew them.</returns>
    public static string ToMarkdown(IReadOnlyList<ShownConversation> conversations, RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        ArgumentNullException.ThrowIfNull(record);
        var text = new StringBuilder();
        text.Append($"# Conversations from the test part\n\n{record.Name} on {record.Data}, seed {record.Seed}. Critiqued test users were shuffled by the seed; the first whose ");
        text.Append($"wanted item comes among the best {TopShown} (seen items removed) are shown first, then the first where it misses the best {BadBeyond}.\n");
        foreach (var (conversation, number) in conversations.Select((conversation, i) => (conversation, i + 1)))
        {
            text.Append($"\n## {number}. Rank {conversation.RankWith} with the critique, {conversation.RankWithout} without\n\n");
            text.Append($"History: {MarkdownText.Escape(string.Join("; ", conversation.History))}\n\n> {MarkdownText.Escape(conversation.Critique)}\n\nWanted: **{MarkdownText.Escape(conversation.Wanted)}**\n\n");
            text.Append("| | with the critique | without |\n| --- | --- | --- |\n");
            for (var place = 0; place < TopShown; place++)
            {
                text.Append($"| {place + 1} | {Cell(conversation.TopWith, place)} | {Cell(conversation.TopWithout, place)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Cell(IReadOnlyList<string> titles, int place) => place < titles.Count ? MarkdownText.Escape(titles[place]) : "";

    private static ShownConversation Show(OpenedRun opened, PreparedData data, EvaluationCase asked)
    {
        using var scope = torch.NewDisposeScope();
        var items = data.Sequences.MemoryOf(asked.User)[..asked.HistoryLength].ToArray();
        var (queries, targets) = CaseEvaluation.Ask(data, [asked]);
        Query[] both = [queries[0], queries[0] with { Critique = -1 }];
        var scores_BV = opened.Scorer.Score(both);
        var ranks = CaseRanking.Ranks(scores_BV, both, [targets[0], targets[0]]);
        var tops = CaseRanking.Top(scores_BV, both, TopShown, isSeenRemoved: true);
        string Title(int item) => data.Items[item].Title ?? data.Items[item].Asin;
        return new ShownConversation(
            data.Users[asked.User],
            [.. items.TakeLast(HistoryShown).Select(Title)],
            data.CritiqueTexts[queries[0].Critique],
            Title(targets[0]),
            ranks[0].Removed,
            ranks[1].Removed,
            [.. tops[0].Items.Select(Title)],
            [.. tops[1].Items.Select(Title)]);
    }
}
