using System.Runtime.InteropServices;
using Regen.Core.Data.Sources;

namespace Regen.Core.Data.Stages;

/// <summary>A text in <see cref="EventRows"/>; of length 0 where there is none.</summary>
internal readonly record struct TextPlace(int Start, int Length);

/// <summary>One interaction, its texts lying in <see cref="EventRows"/>.</summary>
internal struct EventRow
{
    public TextPlace User;
    public TextPlace Item;

    /// <summary>As <see cref="KeyNumbers.HashOf"/> gives them.</summary>
    public ulong UserHash;
    public ulong ItemHash;
    public TextPlace Summary;
    public TextPlace Text;
    public TextPlace Critique;
    public TextPlace Extra;
    public long? Time;

    /// <summary>The source gave the time itself.</summary>
    public bool IsTimed;
    public long TextHash;
    public double? Rating;
}

/// <summary>Interactions on their way from the parsing threads to the one that writes them, with the lines that were no interaction.</summary>
internal sealed class EventRows
{
    private readonly List<EventRow> rows = [];

    // Pinned: the engine reads the texts where they lie.
    private byte[] texts = GC.AllocateUninitializedArray<byte>(1 << 16, pinned: true);
    private int used;

    public ReadOnlySpan<EventRow> Rows => CollectionsMarshal.AsSpan(rows);

    public MalformedLines Malformed { get; } = new();

    /// <summary>Records seen, usable or not.</summary>
    public int Records { get; set; }

    public ReadOnlySpan<byte> this[TextPlace place] => texts.AsSpan(place.Start, place.Length);

    public TextPlace Keep(ReadOnlySpan<byte> text)
    {
        if (used + text.Length > texts.Length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(texts.Length * 2, used + text.Length), pinned: true);
            texts.AsSpan(0, used).CopyTo(larger);
            texts = larger;
        }

        text.CopyTo(texts.AsSpan(used));
        used += text.Length;
        return new TextPlace(used - text.Length, text.Length);
    }

    /// <summary>Adds an interaction whose texts were kept, and hashes its keys.</summary>
    public void Add(EventRow row)
    {
        (row.UserHash, row.ItemHash) = (KeyNumbers.HashOf(this[row.User]), KeyNumbers.HashOf(this[row.Item]));
        rows.Add(row);
    }

    public void Clear()
    {
        rows.Clear();
        Malformed.Clear();
        (used, Records) = (0, 0);
    }
}
