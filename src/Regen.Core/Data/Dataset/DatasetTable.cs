using Regen.Core.Data.Stages;
using Regen.Core.Domain;
using Regen.Core.Storage;

namespace Regen.Core.Data.Dataset;

/// <summary>One table of a dataset while it is written: parts on disk, joined at the end.</summary>
internal sealed class DatasetTable : IDisposable
{
    private const int RowBytes = 600;

    private readonly string folder;
    private readonly string stage;
    private readonly string file;
    private readonly DuckDBConnection engine = DuckDBConnection.Open(new DuckDBOptions { Threads = 1 });
    private readonly PartWriter parts;
    private (int User, int Position, int Order) last = (-1, 0, 0);

    public DatasetTable(string folder, string stage, string file, string columns)
    {
        (this.folder, this.stage, this.file) = (folder, stage, file);
        Directory.CreateDirectory(stage);
        foreach (var left in Directory.EnumerateFiles(stage, Name + "-*"))
        {
            File.Delete(left);
        }

        parts = new PartWriter(engine, stage, Name, columns);
    }

    private string Name => Path.GetFileNameWithoutExtension(file);

    public void Add(PurchaseHistory history, int position, int order, Action<DuckDBAppender> append, CancellationToken stop)
    {
        var key = (history.User, position, order);
        if (key.CompareTo(last) <= 0)
        {
            throw new InvalidOperationException($"{Name}: {key} comes after {last}");
        }

        last = key;
        append(parts.CreateRow(RowBytes));
        parts.EndRow(stop);
    }

    public void Finish(CancellationToken stop)
    {
        parts.Finish(stop);
        ParquetFile.CopyTo(engine, $"from {PartWriter.Scan(stage, Name)}", Path.Combine(folder, file), stop);
        Dispose();
    }

    public void Dispose()
    {
        parts.Dispose();
        engine.Dispose();
    }
}
