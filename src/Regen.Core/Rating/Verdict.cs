namespace Regen.Core.Rating;

/// <summary>What the auto-rater said about one attribute of one text.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>The grade; null for an unrated one, never zero.</summary>
    public int? Value => this is Graded graded ? graded.Grade : null;

    /// <summary>A grade on the rubric's scale, with the reasoning before it.</summary>
    public sealed record Graded(int Grade, string Reasoning) : Verdict;

    /// <summary>No grade, or one off the menu. Counted and reported, never averaged in as zero.</summary>
    /// <param name="Reason">In words that a tally can count: without the answer's own text.</param>
    public sealed record Unrated(string Reason) : Verdict;
}
