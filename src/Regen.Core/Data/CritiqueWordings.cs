namespace Regen.Core.Data;

/// <summary>
/// The options of each critiqued pair, of which the corpus drew one: other words for the same wish, from which training may draw anew.
/// Evaluation and the critique channel read the drawn one alone.
/// </summary>
public sealed class CritiqueWordings
{
    private readonly Dictionary<(int User, int Position), int[]> texts;

    private CritiqueWordings(Dictionary<(int, int), int[]> texts) => this.texts = texts;

    public static CritiqueWordings None { get; } = new([]);

    /// <summary>Rows of <see cref="PreparedData.CritiqueTexts"/> by the place of the wanted item.</summary>
    /// <param name="users">User of each option.</param>
    /// <param name="positions">Position of each option.</param>
    /// <param name="critiques">Row of its text.</param>
    public static CritiqueWordings Of(IReadOnlyList<int> users, IReadOnlyList<int> positions, IReadOnlyList<int> critiques) => new(
        Enumerable.Range(0, users.Count).GroupBy(row => (users[row], positions[row])).ToDictionary(group => group.Key, group => group.Select(row => critiques[row]).ToArray()));

    /// <returns>Empty where the pair has no more than the one that the corpus holds.</returns>
    public IReadOnlyList<int> At(int user, int position) => texts.GetValueOrDefault((user, position), []);
}
