using Regen.Core.Domain;

namespace Regen.Core.Data.Sample;

/// <summary>Counts that the writing of reviews leaves.</summary>
internal sealed class SampleTally
{
    public int ShortUsers { get; set; }

    public long Reviews { get; set; }

    public long Interactions { get; set; }

    public long EligiblePairs { get; set; }

    public long CritiquedPairs { get; set; }

    public long ExactDuplicates { get; set; }

    public long ConsecutiveRepeats { get; set; }

    public long TiedPairs { get; set; }
}

/// <summary>One review to be written.</summary>
/// <param name="Item">Item number; from Titled on without a title, from Titled + Untitled on without metadata.</param>
/// <param name="Day">Days since 1970-01-01.</param>
/// <param name="IsRepeat">The same item as just before.</param>
internal readonly record struct Purchase(int Item, int Day, bool IsRepeat);

/// <summary>Shoppers one after the other: their reviews, and the critiques of their eligible pairs.</summary>
internal sealed class SampleReviews(
    SampleRequest request, SampleCatalogue catalogue, ItemTexts texts, JsonLines reviews, JsonLines critiques)
{
    private const int ShortestHistory = 5;
    private const double ShortUserShare = 0.04;
    private const double UntitledShare = 0.008;
    private const double UnknownShare = 0.002;
    private const double RepeatAtOnceShare = 0.035;
    private const double DuplicateShare = 0.01;
    private const double SameDayShare = 0.24;
    private const double MeanGapDays = 45;
    private const int EligibleLevels = 4;
    private const int MostWhims = 2;

    /// <summary>2018-10-01, the last day of UCSD's 2018 files.</summary>
    private const int LastDay = 17_805;

    private readonly KindNeeds kinds = new(catalogue);
    private readonly CritiqueTexts critiqueTexts = new(catalogue, texts, request.Seed);
    private readonly ReviewLine reviewLine = new(catalogue, texts);
    private readonly HashSet<long> written = [];
    private readonly SampleTally tally = new();
    private readonly List<Purchase> purchases = [];

    public SampleTally Write(IProgress<WorkProgress>? progress, CancellationToken stop)
    {
        var shortUsers = (int)Math.Ceiling(request.Users * ShortUserShare);
        var count = request.Users + shortUsers;
        var stride = SampleCatalogue.Coprime(request.Users, (int)(request.Users * 0.618));
        for (var number = 0; number < count; number++)
        {
            if (number % 5000 == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress?.Report(new WorkProgress("writing reviews", number, count, "users"));
            }

            // Short users stand among the others, one after every few.
            var isShort = (long)(number + 1) * shortUsers / count > (long)number * shortUsers / count;
            var order = number - (int)((long)number * shortUsers / count);
            WriteUser(number, isShort ? -1 : (int)((long)order * stride % request.Users));
        }

        tally.ShortUsers = shortUsers;
        progress?.Report(new WorkProgress("writing reviews", count, count, "users"));
        return tally;
    }

    private void WriteUser(int number, int turn)
    {
        var shopper = new Shopper(catalogue, kinds, request.Seed, number);
        var random = shopper.Random;
        var items = new int[turn < 0 ? 1 + random.Next(ShortestHistory - 1) : Length(random)];
        Array.Fill(items, -1);
        if (turn >= 0)
        {
            AddWhims(items, turn, random);
        }

        shopper.Walk(items);
        Separate(items);
        Date(items, random);
        if (turn >= 0)
        {
            tally.Interactions += items.Length;
            WriteCritiques();
        }

        Disturb(random);
        foreach (var purchase in purchases)
        {
            reviewLine.Write(reviews, shopper, number, purchase);
            tally.Reviews++;
        }

        if (random.NextDouble() < DuplicateShare * purchases.Count)
        {
            reviewLine.Write(reviews, shopper, number, purchases[random.Next(purchases.Count)]);
            tally.Reviews++;
            tally.ExactDuplicates++;
        }
    }

    /// <summary>At least five, with a long tail: 7.9 on average.</summary>
    private static int Length(SeededRandom random)
    {
        var mean = random.NextDouble() < 0.05 ? 12.0 : 2.34;
        return ShortestHistory + (int)Math.Floor(Math.Log(1 - random.NextDouble()) / Math.Log(mean / (1 + mean)));
    }

    /// <summary>Whims know no taste. Every titled item is somebody's whim, so that none of them is lost in preparation.</summary>
    private void AddWhims(int[] items, int turn, SeededRandom random)
    {
        var whims = 0;
        for (long item = turn; item < catalogue.Titled && whims < MostWhims; item += request.Users, whims++)
        {
            items[random.Next(items.Length)] = (int)item;
        }
    }

    /// <summary>A whim may equal its neighbour; the neighbour that is not the whim gives way.</summary>
    private void Separate(int[] items)
    {
        for (var at = 1; at < items.Length; at++)
        {
            if (items[at] == items[at - 1])
            {
                var other = (items[at] + 1) % catalogue.Titled;
                items[at - 1] = at > 1 && items[at - 2] == other ? (other + 1) % catalogue.Titled : other;
            }
        }
    }

    /// <summary>Dates from the last purchase back. Nobody buys an item twice on one day: that would look like a duplicate record.</summary>
    private void Date(int[] items, SeededRandom random)
    {
        purchases.Clear();
        var day = LastDay - random.Next(6 * 365);
        for (var at = items.Length - 1; at >= 0; at--)
        {
            var isLater = purchases.Exists(later => later.Day == day && later.Item == items[at]);
            purchases.Add(new Purchase(items[at], isLater ? --day : day, IsRepeat: false));
            day -= random.NextDouble() < SameDayShare ? 0 : 1 + (int)(-Math.Log(1 - random.NextDouble()) * MeanGapDays);
        }

        purchases.Reverse();
    }

    /// <summary>Adds what preparation takes out again: items without title or metadata, and the same item twice in a row.</summary>
    private void Disturb(SeededRandom random)
    {
        for (var at = purchases.Count - 1; at >= 0; at--)
        {
            var draw = random.NextDouble();
            if (draw < RepeatAtOnceShare)
            {
                var latest = at + 1 < purchases.Count ? purchases[at + 1].Day : LastDay;
                var day = Math.Min(latest, purchases[at].Day + random.Next(30));
                purchases.Insert(at + 1, purchases[at] with { Day = day, IsRepeat = true });
                tally.ConsecutiveRepeats++;
            }
            else if (draw < RepeatAtOnceShare + UntitledShare + UnknownShare)
            {
                var isUntitled = draw < RepeatAtOnceShare + UntitledShare;
                var item = catalogue.Titled + random.Next(catalogue.Untitled) + (isUntitled ? 0 : catalogue.Untitled);
                purchases.Insert(at, purchases[at] with { Item = item });
            }
        }
    }

    /// <summary>Writes each eligible pair once, for every order that purchases of one day may be put in.</summary>
    private void WriteCritiques()
    {
        for (var at = 1; at < purchases.Count; at++)
        {
            tally.TiedPairs += purchases[at].Day == purchases[at - 1].Day ? 1 : 0;
            var levels = catalogue.SharedLevels(purchases[at - 1].Item, purchases[at].Item);
            tally.EligiblePairs += levels >= EligibleLevels ? 1 : 0;
        }

        var previousDay = -1;
        for (var start = 0; start < purchases.Count;)
        {
            var end = start;
            while (end < purchases.Count && purchases[end].Day == purchases[start].Day)
            {
                end++;
            }

            for (var to = start; to < end; to++)
            {
                for (var from = previousDay < 0 ? start : previousDay; from < end; from++)
                {
                    WriteCritique(purchases[from].Item, purchases[to].Item);
                }
            }

            (previousDay, start) = (start, end);
        }
    }

    private void WriteCritique(int from, int to)
    {
        if (from != to && catalogue.SharedLevels(from, to) >= EligibleLevels && written.Add(((long)from << 32) | (uint)to))
        {
            critiques.Add((from, to), (json, pair) =>
            {
                json.WriteString("from", catalogue.Asin(pair.from));
                json.WriteString("to", catalogue.Asin(pair.to));
                json.WriteStartArray("critiques");
                foreach (var option in critiqueTexts.Options(pair.from, pair.to))
                {
                    json.WriteStringValue(option);
                }

                json.WriteEndArray();
            });
            tally.CritiquedPairs++;
        }
    }
}
