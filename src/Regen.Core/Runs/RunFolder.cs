using System.Text;
using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Runs;

/// <summary>How far the run in a folder has come.</summary>
public enum RunState
{
    /// <summary>run.json is there and whole.</summary>
    Finished,

    /// <summary>Begun, and not yet ended: the same training command goes on with it.</summary>
    Unfinished,

    /// <summary>A file of it cannot be read.</summary>
    Damaged,
}

/// <summary>One scored item of a user's list: a row of <c>topk.parquet</c>.</summary>
/// <param name="User">Row of the user in the prepared corpus.</param>
/// <param name="Rank">1-based place in the list.</param>
/// <param name="Item">Item number.</param>
/// <param name="Score">The model's score, before any softmax.</param>
public readonly record struct RankedItem(int User, int Rank, int Item, float Score);

/// <summary>The folder of one run, and what stands in it. Written by training and evaluation, read by reports; <c>run.json</c> comes last.</summary>
public sealed class RunFolder
{
    private const string Remedy = "run the same training command again, or delete the folder";

    internal RunFolder(string path) => Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    /// <summary>Full path without a trailing separator.</summary>
    public string Path { get; }

    /// <summary>The experiment in its canonical text.</summary>
    public string ExperimentFile => In("experiment.yaml");

    /// <summary>The corpus that the run saw, as <see cref="DataStatistics"/>.</summary>
    public string StatisticsFile => In("data.json");

    /// <summary>What happened while training, a JSON line each.</summary>
    public string EventsFile => In("events.jsonl");

    /// <summary>What training goes on from after a stop.</summary>
    public string CheckpointFolder => In("checkpoint");

    /// <summary>The weights that were best on validation.</summary>
    public string WeightsFile => In("weights/best.safetensors");

    /// <summary>One row per test user, as <see cref="UserRank"/>.</summary>
    public string RanksFile => In("ranks.parquet");

    /// <summary>What the model reaches when it is shown the last few items alone, as <see cref="ShownRecord"/>; there once that was asked.</summary>
    public string ShownFile => In("shown.json");

    /// <summary>The first items of each test user's list, as <see cref="RankedItem"/>.</summary>
    public string TopKFile => In("topk.parquet");

    /// <summary>Where the processor time of the training went, by operator; there where a profile was asked for.</summary>
    public string OperatorsFile => In("operators.md");

    /// <summary>The <see cref="RunRecord"/>; there when the run finished.</summary>
    public string RecordFile => In("run.json");

    /// <summary>True once run.json is written, which is the last thing a run does.</summary>
    public bool IsFinished => File.Exists(RecordFile);

    /// <exception cref="RegenException">The run did not finish, or its record is damaged.</exception>
    public RunRecord ReadRecord()
    {
        if (!IsFinished)
        {
            throw new RegenException("The run has not finished: it has no run.json.", Path, "run the same training command again; it goes on where it stopped");
        }

        var record = RunJson.Read<RunRecord>(RecordFile, Remedy);
        return record.Format == 1
            ? record
            : throw new RegenException($"run.json has format {record.Format}; this version of Regen reads format 1.", RecordFile, "read it with the version that wrote it");
    }

    /// <summary>Marks the run as finished; call it when everything else is on the disk.</summary>
    public void WriteRecord(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        WholeFile.Write(RecordFile, JsonSerializer.Serialize(record, RunJson.Pretty) + "\n");
    }

    /// <exception cref="RegenException">data.json is missing or damaged.</exception>
    public DataStatistics ReadStatistics() => RunJson.Read<DataStatistics>(StatisticsFile, Remedy);

    public void WriteStatistics(DataStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        WholeFile.Write(StatisticsFile, JsonSerializer.Serialize(statistics, RunJson.Pretty) + "\n");
    }

    /// <returns>The canonical text of the experiment.</returns>
    /// <exception cref="RegenException">experiment.yaml cannot be read.</exception>
    public string ReadExperiment()
    {
        try
        {
            return File.ReadAllText(ExperimentFile, Encoding.UTF8);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RegenException($"experiment.yaml cannot be read: {error.Message}", ExperimentFile, Remedy, error);
        }
    }

    /// <returns>The ranks of all test users, in the order they were written.</returns>
    /// <exception cref="RegenException">ranks.parquet is missing or damaged.</exception>
    public UserRank[] ReadRanks() => RankColumns.ReadRanks(RanksFile);

    public void WriteRanks(IReadOnlyList<UserRank> ranks)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        ParquetFile.Write(RanksFile, RankColumns.Of(ranks));
    }

    /// <summary>Rows as those of <see cref="RanksFile"/>, of the same users asked in another way.</summary>
    /// <param name="mode">"withheld", "swapped", "constant": letters, digits and dashes.</param>
    public string RanksFileOf(string mode)
    {
        ArgumentException.ThrowIfNullOrEmpty(mode);
        return mode.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? In($"ranks.{mode}.parquet")
            : throw new ArgumentException($"'{mode}' cannot be part of a file's name", nameof(mode));
    }

    /// <summary>The other ways in which the test users were asked, in the order of their names.</summary>
    public IReadOnlyList<string> RankModes => !Directory.Exists(Path) ? [] :
    [
        .. Directory.EnumerateFiles(Path, "ranks.*.parquet")
            .Select(static file => System.IO.Path.GetFileName(file)["ranks.".Length..^".parquet".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <returns>The ranks of all test users when they are asked in another way, in the order they were written.</returns>
    /// <exception cref="RegenException">The file is missing or damaged.</exception>
    public UserRank[] ReadRanks(string mode) => RankColumns.ReadRanks(RanksFileOf(mode));

    public void WriteRanks(IReadOnlyList<UserRank> ranks, string mode)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        ParquetFile.Write(RanksFileOf(mode), RankColumns.Of(ranks));
    }

    /// <summary>Ranks of the test users whose target no training sequence holds: <c>cold.SCORER.parquet</c>, beside the ranks of all.</summary>
    /// <param name="scorer">Who ranked, and among what; letters, digits and dashes.</param>
    public void WriteColdRanks(IReadOnlyList<UserRank> ranks, string scorer)
    {
        ArgumentNullException.ThrowIfNull(ranks);
        ParquetFile.Write(In($"cold.{scorer}.parquet"), RankColumns.Of(ranks));
    }

    /// <returns>Null where the model was never shown less than the whole history.</returns>
    /// <exception cref="RegenException">shown.json is damaged.</exception>
    public ShownRecord? ReadShown() => File.Exists(ShownFile) ? RunJson.Read<ShownRecord>(ShownFile, "delete the file and run 'regen evaluate --last' again") : null;

    public void WriteShown(ShownRecord shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        WholeFile.Write(ShownFile, JsonSerializer.Serialize(shown, RunJson.Pretty) + "\n");
    }

    /// <returns>The lists of all test users, in the order they were written.</returns>
    /// <exception cref="RegenException">topk.parquet is missing or damaged.</exception>
    public RankedItem[] ReadTopK() => RankColumns.ReadList(TopKFile);

    public void WriteTopK(IReadOnlyList<RankedItem> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        ParquetFile.Write(TopKFile, RankColumns.Of(list));
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
