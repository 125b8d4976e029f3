using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Runs;

/// <summary>
/// How far a corpus can be solved by shortcuts (arXiv:2605.07125, 2026): few successors for each item, successors that look like their
/// predecessor, and last steps whose order the file decides.
/// </summary>
public sealed record ShortcutRecord
{
    /// <summary>Version of this record's shape.</summary>
    public int Format { get; init; } = 1;

    public required string Data { get; init; }

    /// <summary>Order of equal timestamps.</summary>
    public required string Order { get; init; }

    public required string DataSha256 { get; init; }

    /// <summary>Git commit of the code.</summary>
    public required string Commit { get; init; }

    /// <summary>Encoder of the texts, its form and fingerprint.</summary>
    public required string Encoder { get; init; }

    /// <summary>Items of the catalogue, and those that something follows in the training part.</summary>
    public required int Items { get; init; }

    public required int ItemsWithSuccessor { get; init; }

    /// <summary>Transitions of the training part, and the distinct ones.</summary>
    public required long Transitions { get; init; }

    public required int DistinctTransitions { get; init; }

    /// <summary>Distinct successors of an item, the mean over the items that have one.</summary>
    public required double MeanOutDegree { get; init; }

    /// <summary>Mean cosine of the texts of consecutive training items, each transition counted.</summary>
    public required double ConsecutiveCosine { get; init; }

    /// <summary>Mean cosine of as many random pairs of different items, each drawn as often as it occurs in the training part.</summary>
    public required double RandomCosine { get; init; }

    /// <summary>Test users, and those whose last two interactions carry the same time.</summary>
    public required int TestUsers { get; init; }

    public required int TiedLastSteps { get; init; }

    /// <summary>Test users whose target directly follows their last item somewhere in the training part.</summary>
    public required int TargetsAmongSuccessors { get; init; }

    /// <summary>"shortcuts.office2014.sequence_tie-shuffled_txt_gz.json".</summary>
    public static string FileName(string data, string order) =>
        $"shortcuts.{data}.{string.Concat(order.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-' ? letter : '_'))}.json";

    /// <returns>The records of a folder, by file name.</returns>
    /// <exception cref="RegenException">One is damaged.</exception>
    public static IReadOnlyList<ShortcutRecord> ReadAll(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder, "shortcuts.*.json")
            .Order(StringComparer.Ordinal)
            .Select(static file => RunJson.Read<ShortcutRecord>(file, "delete the file and measure again: 'regen data shortcuts'")),
    ];

    /// <summary>Writes the record under its name into a folder, whole or not at all.</summary>
    /// <returns>The file.</returns>
    public string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName(Data, Order));
        WholeFile.Write(file, JsonSerializer.Serialize(this, RunJson.Pretty) + "\n");
        return file;
    }
}
