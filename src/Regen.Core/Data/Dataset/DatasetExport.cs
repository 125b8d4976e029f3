using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Data.Dataset;

/// <summary>A dataset to hand on.</summary>
public sealed record DatasetExportRequest
{
    /// <summary>Folder of a finished dataset.</summary>
    public required string Dataset { get; init; }

    /// <summary>The prepared corpus that it was written for.</summary>
    public required string Data { get; init; }

    /// <summary>The file, which is replaced: .jsonl, .jsonl.gz or .parquet. The datasheet goes beside it.</summary>
    public required string Out { get; init; }
}

/// <summary>What an export wrote.</summary>
/// <param name="Users">Lines or rows.</param>
/// <param name="Datasheet">The page beside the file.</param>
public sealed record DatasetExportResult(string File, long Users, string Datasheet);

/// <summary><c>regen data export</c>: a dataset with its histories as one file in the shape of the released ones, and its datasheet beside it.</summary>
public static class DatasetExport
{
    private static readonly string[] Endings = [".jsonl", ".jsonl.gz", ".parquet"];

    /// <summary>Writes the datasheet, then the file, each whole or not at all. Equal datasets give equal bytes.</summary>
    /// <exception cref="RegenException">The dataset is not finished or of another corpus, the name says no format, or the file cannot be written.</exception>
    public static DatasetExportResult Run(DatasetExportRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var file = Path.GetFullPath(request.Out);
        var ending = Check(file, request);
        var conversations = DatasetReader.Read(request.Dataset, request.Data, stop: stop);
        var sheet = file[..^ending.Length] + "." + DatasetWriter.SheetFile;
        WholeFile.Write(sheet, File.ReadAllText(Path.Combine(request.Dataset, DatasetWriter.SheetFile)));
        return new DatasetExportResult(file, ReleasedFile.Write(file, Counted(conversations, progress), stop), sheet);
    }

    private static string Check(string file, DatasetExportRequest request)
    {
        const string fix = "name a file for the export with --out, such as regen.jsonl.gz";
        if (Directory.Exists(file))
        {
            throw new RegenException("a folder stands where the export should go", file, fix);
        }

        var folder = Path.GetDirectoryName(file)!;
        foreach (var source in new[] { request.Dataset, request.Data })
        {
            if (folder == Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)))
            {
                throw new RegenException("the export would stand among the files that it is made of", file, "name another folder with --out");
            }
        }

        if (!Directory.Exists(folder))
        {
            throw new RegenException("the folder of the export is missing", folder, "make it, or name another one with --out");
        }

        return Endings.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && file.Length > folder.Length + 1 + ending.Length)
            ?? throw new RegenException($"the name of the export says no format ({string.Join(", ", Endings)})", file, fix);
    }

    private static IEnumerable<Conversation> Counted(IEnumerable<Conversation> conversations, IProgress<WorkProgress>? progress)
    {
        long users = 0;
        foreach (var conversation in conversations)
        {
            yield return conversation;
            if (++users % 1000 == 0)
            {
                progress?.Report(new WorkProgress("exporting", users, null, "users"));
            }
        }
    }
}
