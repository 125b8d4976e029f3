using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Regen.Core.Domain;

namespace Regen.Core.Data.Stages;

/// <summary>Numbers keys in the order in which they come by first. Holds each key once, as UTF-8, in one array.</summary>
internal sealed class KeyNumbers
{
    private const ulong Upper = 0xffff_ffff_0000_0000;

    // Number + 1 below, the upper half of the key's hash above: another key is told from it without a look at either. 0 where free.
    private ulong[] slots = new ulong[1 << 12];
    private int[] ends = new int[1 << 10];
    private byte[] keys = new byte[1 << 14];

    public int Count { get; private set; }

    public static ulong HashOf(ReadOnlySpan<byte> key) => (ulong)TextHash.Of(key);

    /// <summary>
    /// Fetches what <see cref="NumberOf"/> will read for the keys of these hashes. Together their places come from memory in a fraction of
    /// the time that one after the other takes.
    /// </summary>
    public unsafe void Expect(ReadOnlySpan<ulong> hashes)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        foreach (var hash in hashes)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[Place(hash)]));
        }

        foreach (var hash in hashes)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref ends[Expected(hash)]));
        }

        foreach (var hash in hashes)
        {
            // An empty key may stand behind the last byte.
            Sse.Prefetch0(Unsafe.AsPointer(ref keys[Math.Min(Start(Expected(hash)), keys.Length - 1)]));
        }
    }

    /// <param name="hash">As <see cref="HashOf"/> gives it.</param>
    /// <param name="isNew">The key had no number before.</param>
    public int NumberOf(ReadOnlySpan<byte> key, ulong hash, out bool isNew)
    {
        var slot = Place(hash);
        while (slots[slot] != 0 && !(IsOf(slots[slot], hash) && Key(Number(slots[slot])).SequenceEqual(key)))
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        isNew = slots[slot] == 0;
        if (!isNew)
        {
            return Number(slots[slot]);
        }

        Add(key);
        slots[slot] = (hash & Upper) | (uint)Count;
        if (Count > slots.Length / 2)
        {
            Grow();
        }

        return Count - 1;
    }

    // The first number, where there is none yet.
    private int Expected(ulong hash) => Math.Max(0, Number(slots[Place(hash)]));

    private static int Number(ulong slot) => (int)(uint)slot - 1;

    private static bool IsOf(ulong slot, ulong hash) => ((slot ^ hash) & Upper) == 0;

    // From the half that the slots keep, so that they can move without their keys.
    private int Place(ulong hash) => (int)(hash >> 32) & (slots.Length - 1);

    private ReadOnlySpan<byte> Key(int number)
    {
        var start = Start(number);
        return keys.AsSpan(start, ends[number] - start);
    }

    private int Start(int number) => number == 0 ? 0 : ends[number - 1];

    private void Add(ReadOnlySpan<byte> key)
    {
        var start = Start(Count);
        while (start + key.Length > keys.Length)
        {
            if (keys.Length == Array.MaxLength)
            {
                throw new RegenException($"the keys of more than {Count:N0} users or items take over 2 GB", "numbering keys", "prepare a part of the files, or shorten the ids");
            }

            Array.Resize(ref keys, (int)Math.Min(Array.MaxLength, keys.Length * 2L));
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
        var before = slots;
        slots = new ulong[before.Length * 2];
        foreach (var one in before)
        {
            if (one != 0)
            {
                var slot = Place(one);
                while (slots[slot] != 0)
                {
                    slot = (slot + 1) & (slots.Length - 1);
                }

                slots[slot] = one;
            }
        }
    }
}
