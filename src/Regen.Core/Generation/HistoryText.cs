using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Generation;

/// <summary>What a request may know of a history: the purchases up to one position, and nothing after it.</summary>
/// <param name="History">The whole history; only the part up to <paramref name="Last"/> is read.</param>
/// <param name="Last">Position of the newest purchase that is shown.</param>
/// <param name="IsLastReviewHidden">Rating, headline and text of the newest purchase stay out.</param>
/// <param name="Critiques">Drawn critiques, of which those up to the newest purchase are shown; null for none.</param>
internal sealed record HistoryView(PurchaseHistory History, int Last, bool IsLastReviewHidden, IReadOnlyList<Critique>? Critiques);

/// <summary>What was cut from histories that were longer than the budget.</summary>
/// <param name="ReviewsShortened">Reviews of purchases that stayed.</param>
/// <param name="PurchasesLeftOut">Purchases, from the oldest on.</param>
/// <param name="IsOver">The newest purchase alone is longer than the budget; it stays whole.</param>
public readonly record struct HistoryCut(int ReviewsShortened, int PurchasesLeftOut, bool IsOver)
{
    public bool IsAny => ReviewsShortened > 0 || PurchasesLeftOut > 0 || IsOver;
}

/// <summary>Histories and items as requests show them: one line a field, an empty line between purchases, cut to the budget.</summary>
internal sealed class HistoryText(HistoryTextConfig config)
{
    private const long DaySeconds = 86400;
    private const int BytesPerToken = 4;

    private readonly Rendered?[] recent = new Rendered?[4096];

    private sealed record Rendered(Item Item, string Text);

    /// <summary>An item's metadata. Its key stays out, so that no text can give it away.</summary>
    public string Item(Item item)
    {
        // Popular items come again and again; a slot is replaced as a whole, so that threads may share it.
        ref var slot = ref recent[(RuntimeHelpers.GetHashCode(item) & int.MaxValue) % recent.Length];
        if (slot is { } known && ReferenceEquals(known.Item, item))
        {
            return known.Text;
        }

        var text = new StringBuilder();
        AppendItem(text, item);
        var rendered = new Rendered(item, text.ToString());
        slot = rendered;
        return rendered.Text;
    }

    public (string Text, HistoryCut Cut) Render(HistoryView view)
    {
        var entries = Enumerable.Range(0, view.Last + 1).Select(position => Entry(view, position, short.MaxValue, isShort: false)).ToArray();
        var lengths = entries.Select(Length).ToArray();
        var total = lengths.Sum(length => (long)length);
        var (isShortened, leftOut) = (new bool[entries.Length], 0);
        for (var position = 0; total > config.Budget && position < view.Last; position++)
        {
            var shorter = Entry(view, position, config.ShortReview, isShort: true);
            if (Length(shorter) is var length && length < lengths[position])
            {
                (isShortened[position], entries[position]) = (true, shorter);
                total += length - lengths[position];
                lengths[position] = length;
            }
        }

        while (total > config.Budget && leftOut < view.Last)
        {
            total -= lengths[leftOut++];
        }

        var head = leftOut == 0 ? "" : $"({leftOut} older {(leftOut == 1 ? "purchase is" : "purchases are")} left out)\n\n";
        return (head + string.Join("\n\n", entries.Skip(leftOut)), new HistoryCut(isShortened.Skip(leftOut).Count(shortened => shortened), leftOut, total > config.Budget));
    }

    private string Entry(HistoryView view, int position, int mostReview, bool isShort)
    {
        var purchase = view.History.Purchases[position];
        var days = (view.History.Purchases[view.Last].Time - purchase.Time) / DaySeconds;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Purchase {position + 1} of {view.Last + 1}, ");
        text.Append(position == view.Last ? "the last" : days == 0 ? "on the day of the last" : $"{days} day{(days == 1 ? "" : "s")} before the last");
        if (view.Critiques?.FirstOrDefault(critique => critique.Position == position)?.Text is { } critique)
        {
            Append(text, "Said before choosing it", SafeText.Line(critique));
        }

        if (Item(purchase.Item) is { Length: > 0 } item)
        {
            text.Append('\n').Append(item);
        }

        if (!(view.IsLastReviewHidden && position == view.Last))
        {
            AppendReview(text, purchase.Review, isShort ? mostReview : int.MaxValue);
        }

        return text.ToString();
    }

    private void AppendItem(StringBuilder text, Item item)
    {
        Append(text, "Title", SafeText.Line(item.Title));
        Append(text, "Brand", SafeText.Line(item.Brand));
        Append(text, "Category", string.Join(" > ", item.Categories.Select(SafeText.Line).Where(level => level.Length > 0)));
        Append(text, "Description", config.Description == 0 ? "" : SafeText.Cut(SafeText.Line(item.Description), config.Description));
        Append(text, "Price", item.Price?.ToString("0.00", CultureInfo.InvariantCulture) ?? "");
    }

    private static void AppendReview(StringBuilder text, Review review, int mostText)
    {
        Append(text, "Rating", review.Rating is { } rating ? $"{rating.ToString("0.##", CultureInfo.InvariantCulture)} of 5" : "");
        Append(text, "Review summary", SafeText.Line(review.Summary));
        var words = SafeText.Line(review.Text);
        Append(text, "Review", words.Length == 0 ? "" : SafeText.Cut(words, mostText));
    }

    private static void Append(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append(text.Length > 0 && text[^1] != '\n' ? "\n" : "").Append(name).Append(": ").Append(value);
        }
    }

    private int Length(string entry) => config.Unit == "characters" ? entry.Length : (Encoding.UTF8.GetByteCount(entry) + BytesPerToken - 1) / BytesPerToken;
}
