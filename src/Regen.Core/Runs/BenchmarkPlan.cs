using System.Text.Json;
using Regen.Core.Domain;

namespace Regen.Core.Runs;

/// <summary>Which runs make up a benchmark: what its report has rows for, whether they were run or not.</summary>
public sealed record BenchmarkPlan
{
    /// <summary>Name of the plan's file, in a folder of runs or of their records.</summary>
    public const string FileName = "benchmark.json";

    /// <summary>Version of this record's shape.</summary>
    public int Format { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>What a row is compared with: the set's reference, or the row above it.</summary>
    public string Compare { get; init; } = "reference";

    /// <summary>One for each data set and order of equal timestamps.</summary>
    public required IReadOnlyList<BenchmarkSet> Sets { get; init; }

    /// <returns>The plan of a folder, or null where it has none.</returns>
    /// <exception cref="RegenException">The plan is damaged.</exception>
    public static BenchmarkPlan? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? RunJson.Read<BenchmarkPlan>(file, "run the sweep again: it writes the plan first") : null;
    }

    /// <summary>Writes the plan into a folder, whole or not at all.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, RunJson.Pretty) + "\n");
    }
}

/// <summary>One table of a benchmark.</summary>
/// <param name="Data">Short name of the corpus, as run records have it.</param>
/// <param name="Order">Order of equal timestamps, as run records have it.</param>
/// <param name="OrderName">What people call that order: "given", "shuffled".</param>
/// <param name="Reference">Name of the run that every row is compared with ("flare.v1").</param>
/// <param name="Rows">Rows in the order of the table.</param>
public sealed record BenchmarkSet(string Data, string Order, string OrderName, string Reference, IReadOnlyList<BenchmarkRow> Rows);

/// <summary>One row of a benchmark.</summary>
/// <param name="Name">Name of its runs ("popularity.v1").</param>
/// <param name="Label">What the table calls it.</param>
/// <param name="Seeds">Seeds that are planned.</param>
public sealed record BenchmarkRow(string Name, string Label, IReadOnlyList<long> Seeds);
