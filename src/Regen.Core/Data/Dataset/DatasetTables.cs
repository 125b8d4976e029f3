using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Dataset;

/// <summary>The two tables of a dataset: their columns, and their rows to and from records.</summary>
internal static class DatasetTables
{
    public const string Critiques = "critiques.parquet";
    public const string Narratives = "narratives.parquet";

    // "user", "position" and "critique" are what 'regen data prepare --critiques' reads.
    public const string CritiqueColumns =
        "\"user\" varchar, user_number integer, \"position\" integer, \"from\" varchar, \"to\" varchar, critique varchar, drawn integer, options varchar[], problem varchar, part varchar";

    public const string NarrativeColumns = "\"user\" varchar, user_number integer, \"position\" integer, item varchar, kind varchar, text varchar, part varchar";

    /// <exception cref="RegenException">There is no such kind.</exception>
    public static NarrativeKind KindOf(string name, string file) => NarrativeKinds.Find(name)
        ?? throw new RegenException($"'{name}' is no kind of narrative", file, $"the kinds are {string.Join(", ", NarrativeKinds.All)}");

    /// <summary>
    /// The first part of a leave-one-out split that a text of this position belongs to: one of "test" has seen the item that models are
    /// tested on, one of "validation" the item before it; one of "train" has seen neither.
    /// </summary>
    public static string PartOf(int position, int length) => (length - position) switch
    {
        1 => "test",
        2 => "validation",
        _ => "train",
    };

    public static void Append(DuckDBAppender row, PurchaseHistory history, Critique critique)
    {
        var at = critique.Position;
        row.AppendValue(history.Key).AppendValue(history.User).AppendValue(at)
            .AppendValue(history.Purchases[at - 1].Item.Asin).AppendValue(history.Purchases[at].Item.Asin).AppendValue(critique.Text);
        _ = critique.Drawn is { } drawn ? row.AppendValue(drawn) : row.AppendNull();
        row.AppendValue(critique.Options).AppendValue(critique.Problem).AppendValue(PartOf(at, history.Purchases.Count));
    }

    public static void Append(DuckDBAppender row, PurchaseHistory history, Narrative narrative) => row
        .AppendValue(history.Key).AppendValue(history.User).AppendValue(narrative.Position).AppendValue(history.Purchases[narrative.Position].Item.Asin)
        .AppendValue(NarrativeKinds.NameOf(narrative.Kind)).AppendValue(narrative.Text).AppendValue(PartOf(narrative.Position, history.Purchases.Count));

    public static Critique ReadCritique(DuckDBDataReader row) => new()
    {
        Position = row.GetInt32(1),
        Options = row.GetStrings(3),
        Drawn = row.IsDBNull(4) ? null : row.GetInt32(4),
        Problem = row.GetString(5),
    };

    public static Narrative ReadNarrative(DuckDBDataReader row, string file) => new(row.GetInt32(1), KindOf(row.GetString(3)!, file), row.GetString(4)!);
}
