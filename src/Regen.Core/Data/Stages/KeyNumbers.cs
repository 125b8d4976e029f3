namespace Regen.Core.Data.Stages;

/// <summary>Numbers keys in the order in which they come by first. Holds each key once, as UTF-8, in one array.</summary>
internal sealed class KeyNumbers
{
    private int[] slots = new int[1 << 12];
    private int[] ends = new int[1 << 10];
    private byte[] keys = new byte[1 << 14];

    public int Count { get; private set; }

    /// <param name="isNew">The key had no number before.</param>
    public int NumberOf(ReadOnlySpan<byte> key, out bool isNew)
    {
        var slot = (int)TextHash.Of(key) & (slots.Length - 1);
        while (slots[slot] > 0 && !Key(slots[slot] - 1).SequenceEqual(key))
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        isNew = slots[slot] == 0;
        if (isNew)
        {
            Add(key);
            slots[slot] = Count;
            if (Count > slots.Length / 2)
            {
                Grow();
                return Count - 1;
            }
        }

        return slots[slot] - 1;
    }

    private ReadOnlySpan<byte> Key(int number)
    {
        var start = number == 0 ? 0 : ends[number - 1];
        return keys.AsSpan(start, ends[number] - start);
    }

    private void Add(ReadOnlySpan<byte> key)
    {
        var start = Count == 0 ? 0 : ends[Count - 1];
        while (start + key.Length > keys.Length)
        {
            Array.Resize(ref keys, keys.Length * 2);
        }

        if (Count == ends.Length)
        {
            Array.Resize(ref ends, ends.Length * 2);
        }

        key.CopyTo(keys.AsSpan(start));
        ends[Count++] = start + key.Length;
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        for (var number = 0; number < Count; number++)
        {
            var slot = (int)TextHash.Of(Key(number)) & (slots.Length - 1);
            while (slots[slot] > 0)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            slots[slot] = number + 1;
        }
    }
}
