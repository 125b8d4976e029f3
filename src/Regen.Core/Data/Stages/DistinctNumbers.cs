namespace Regen.Core.Data.Stages;

/// <summary>
/// Counts how many different numbers come by. One large set would miss the processor's caches with every number, so the numbers
/// wait in shares until many of one share are added at once, to a set that is small.
/// </summary>
internal sealed class DistinctNumbers
{
    private const int ShareBits = 8;
    private const int Waiting = 1 << 11;

    private readonly Share[] shares = [.. Enumerable.Range(0, 1 << ShareBits).Select(_ => new Share())];

    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var share in shares)
            {
                share.Take();
                count += share.Known.Count;
            }

            return count;
        }
    }

    public void Add(long number)
    {
        // The golden ratio's fraction spreads numbers that follow each other.
        var share = shares[(ulong)number * 0x9e3779b97f4a7c15 >> (64 - ShareBits)];
        share.Numbers[share.Used++] = number;
        if (share.Used == Waiting)
        {
            share.Take();
        }
    }

    private sealed class Share
    {
        public long[] Numbers { get; } = new long[Waiting];

        public int Used { get; set; }

        public HashSet<long> Known { get; } = [];

        public void Take()
        {
            foreach (var number in Numbers.AsSpan(0, Used))
            {
                Known.Add(number);
            }

            Used = 0;
        }
    }
}
