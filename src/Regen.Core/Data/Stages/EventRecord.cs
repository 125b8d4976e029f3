using System.Runtime.InteropServices;
using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>One interaction as it lies between the stages; its texts stand in the file of texts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EventRecord
{
    public long Row;

    /// <summary>Milliseconds since 1970.</summary>
    public long Time;

    public long TextHash;

    /// <summary>Where the texts stand, in bytes from the start of the partition's texts.</summary>
    public long Texts;

    /// <summary>Numbers of <see cref="KeyRows"/>.</summary>
    public int User;

    public int Item;

    /// <summary>1 where the source gave the time itself.</summary>
    public int IsTimed;

    public int Unused;
}

/// <summary>Stands before the texts of an interaction: summary, text and extra follow it, of length 0 where there is none.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TextHeader
{
    public double Rating;
    public int HasRating;
    public int Summary;
    public int Text;
    public int Extra;

    public readonly long Size => (long)Summary + Text + Extra;
}

/// <summary>One interaction of a finished sequence as it lies between the stages.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SequenceRecord
{
    /// <summary>Unix seconds.</summary>
    public long Time;

    public long Row;

    /// <inheritdoc cref="EventRecord.Texts"/>
    public long Texts;

    /// <summary>Number among the users that stay.</summary>
    public int User;

    public int Position;

    /// <summary>Number among all items of the source, of this interaction and of the one before; -1 where there is none.</summary>
    public int Item;

    public int Previous;

    public byte SharedLevels;

    public byte IsSamePath;
}

/// <summary>The files of interactions between the stages. Users whose numbers follow each other share a partition.</summary>
internal static class EventFiles
{
    public const string Events = "events.bin";
    public const string Texts = "texts.bin";
    public const string Sequences = "sequences.bin";

    /// <summary>So few that a partition's texts stay near the processor while they are put in order.</summary>
    public const int UsersPerPartition = 1 << 12;

    public static PartitionWriter Create(string folder, string name) => new(Path.Combine(folder, name), name == Texts ? 1 << 16 : 1 << 14);

    public static PartitionReader Open(string folder, string name) => new(Path.Combine(folder, name));

    public static int PartitionOf(int user) => user / UsersPerPartition;
}
