using Regen.Core.Domain;

namespace Regen.Core.Rating;

/// <summary>What of a conversation is rated: everything, or one value of each attribute drawn at random (REGEN, 3.3.1).</summary>
/// <param name="IsDrawn">One critique and one position of each group of narratives per user; else all.</param>
/// <param name="Seed">Of the draws, which depend on it, the user's key and the group alone.</param>
public sealed record RatingSelection(bool IsDrawn, long Seed)
{
    /// <returns>The subjects of a conversation, by group and position.</returns>
    public IEnumerable<RatingSubject> Of(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        foreach (var group in RatingScheme.Groups)
        {
            foreach (var position in Chosen(conversation, group))
            {
                yield return Make(conversation, group, position);
            }
        }
    }

    private int[] Chosen(Conversation conversation, RatingGroup group)
    {
        int[] positions = group == RatingGroup.Critique
            ? [.. conversation.Critiques.Where(static critique => critique.Text is not null).Select(static critique => critique.Position)]
            : [.. conversation.Narratives.Where(narrative => RatingScheme.Kinds(group).Contains(narrative.Kind)).Select(static narrative => narrative.Position).Distinct()];
        return !IsDrawn || positions.Length == 0
            ? positions
            : [positions[SeededRandom.For(Seed, "drawn", conversation.History.Key, RatingScheme.Name(group)).Next(positions.Length)]];
    }

    private static RatingSubject Make(Conversation conversation, RatingGroup group, int position)
    {
        var hasTarget = group != RatingGroup.Summaries;
        return new RatingSubject
        {
            User = conversation.History.User,
            Key = conversation.History.Key,
            Position = position,
            Group = group,
            History = [.. Enumerable.Range(0, hasTarget ? position : position + 1).Select(at => Shown(conversation, at))],
            Target = hasTarget ? Target(conversation, group, position) : null,
            Outputs = [.. Outputs(conversation, group, position)],
        };
    }

    internal static ShownPurchase Shown(Conversation conversation, int position) => new(
        conversation.History.Purchases[position],
        conversation.Critiques.FirstOrDefault(critique => critique.Position == position)?.Text);

    // The critique that is judged stands among the outputs and nowhere else.
    internal static ShownPurchase Target(Conversation conversation, RatingGroup group, int position) =>
        Shown(conversation, position) is var shown && group == RatingGroup.Critique ? shown with { Critique = null } : shown;

    private static IEnumerable<RatedText> Outputs(Conversation conversation, RatingGroup group, int position) =>
        group == RatingGroup.Critique
            ? conversation.Critiques.Where(critique => critique.Position == position && critique.Text is not null)
                .Take(1)
                .Select(static critique => new RatedText(RatingScheme.Critique, critique.Text!))
            : RatingScheme.Kinds(group)
                .Select(kind => conversation.Narratives.FirstOrDefault(narrative => narrative.Position == position && narrative.Kind == kind))
                .OfType<Narrative>()
                .Select(static narrative => new RatedText(NarrativeKinds.NameOf(narrative.Kind), narrative.Text));
}
