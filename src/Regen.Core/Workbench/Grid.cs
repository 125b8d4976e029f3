using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.Workbench;

/// <summary>A benchmark to run.</summary>
public sealed record GridRequest
{
    /// <summary>The grid file.</summary>
    public required string File { get; init; }

    /// <summary>Folder of each data set, by the grid's name for it; sets without one are left out.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }

    /// <summary>Names of rows, data sets and orders: of each kind that is named, only those run. Null for all.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Folder of runs.</summary>
    public required string Out { get; init; }

    public required string Cache { get; init; }

    public string? Models { get; init; }

    public string Device { get; init; } = "cpu";

    public int? Threads { get; init; }
}

/// <summary>One run of a benchmark.</summary>
/// <param name="Set">Name of the data set.</param>
/// <param name="OrderName">given or shuffled.</param>
/// <param name="Row">The experiment.</param>
/// <param name="Seed">Seed of the run.</param>
public sealed record GridCell(string Set, string OrderName, GridRow Row, long Seed);

/// <summary>What became of one cell.</summary>
/// <param name="Result">The run, or null where it failed.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record GridOutcome(GridCell Cell, TrainResult? Result, RegenException? Failure);

/// <summary><c>regen sweep</c> on a grid: one run after the other; finished ones are read, stopped ones go on, failed ones are kept for the end.</summary>
public static class Grid
{
    /// <summary>All cells of a grid file, in the order in which they run.</summary>
    /// <exception cref="ConfigException">The grid has problems.</exception>
    public static IReadOnlyList<GridCell> Expand(string file) => Cells(StrictYaml.Load<GridFile>(file));

    /// <summary>The grid as its report reads it.</summary>
    public static BenchmarkPlan Plan(string file)
    {
        var grid = StrictYaml.Load<GridFile>(file);
        return new BenchmarkPlan
        {
            Name = $"{grid.Name}.v{grid.Version}",
            Compare = grid.Compare,
            Sets =
            [
                .. from set in grid.Sets
                   from order in set.Value.Orders
                   select new BenchmarkSet(
                       set.Key,
                       order == "given" ? "file" : "sequence",
                       order,
                       set.Value.Reference,
                       [.. set.Value.Rows.Select(row => new BenchmarkRow(row.Name, row.Label, [.. row.Seeds.Select(seed => (long)seed)]))]),
            ],
        };
    }

    /// <summary>Runs every cell whose data set was named, asks each run again with less shown, and measures each corpus's shortcuts.</summary>
    /// <exception cref="RegenException">The grid or a data folder is not what it should be. What goes wrong in one cell is kept with it.</exception>
    public static IReadOnlyList<GridOutcome> Run(GridRequest request, IProgress<WorkProgress>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var grid = StrictYaml.Load<GridFile>(request.File);
        RequireData(grid, request);
        GridCell[] cells = [.. Chosen(Cells(grid), request.Only ?? []).Where(cell => request.Data.ContainsKey(cell.Set))];
        Plan(request.File).Write(request.Out);
        var sitting = new Sitting(request, grid, progress);
        List<GridOutcome> outcomes = [];
        foreach (var cell in cells)
        {
            stop.ThrowIfCancellationRequested();
            progress?.Report(new WorkProgress("grid", outcomes.Count, cells.Length, "runs", $"{cell.Set}, {cell.OrderName}: {cell.Row.Name}, seed {cell.Seed}"));
            outcomes.Add(RunCell(sitting, cell, stop));
        }

        progress?.Report(new WorkProgress("grid", cells.Length, cells.Length, "runs"));
        return outcomes;
    }

    private static GridCell[] Cells(GridFile grid) =>
    [
        .. from set in grid.Sets
           from order in set.Value.Orders
           from row in set.Value.Rows
           from seed in row.Seeds
           select new GridCell(set.Key, order, row, seed),
    ];

    private static GridCell[] Chosen(GridCell[] cells, IReadOnlyList<string> only)
    {
        Func<GridCell, string>[] kinds = [cell => cell.Set, cell => cell.OrderName, cell => cell.Row.Name];
        if (only.FirstOrDefault(word => !cells.Any(cell => kinds.Any(kind => kind(cell) == word))) is { } stranger)
        {
            throw new RegenException($"Nothing in the grid is called '{stranger}'.", "--only", "name rows, data sets or orders of the grid; --list shows them");
        }

        return [.. cells.Where(cell => kinds.All(kind => !only.Any(word => cells.Any(other => kind(other) == word)) || only.Contains(kind(cell))))];
    }

    private static void RequireData(GridFile grid, GridRequest request)
    {
        foreach (var (name, folder) in request.Data)
        {
            if (!grid.Sets.ContainsKey(name))
            {
                throw new RegenException($"The grid has no data set '{name}'.", "--data", $"it has {string.Join(", ", grid.Sets.Keys)}; write NAME=DIR");
            }

            if (DataSources.Detect(folder).Name is var found && found != name)
            {
                throw new RegenException($"The folder of '{name}' holds a corpus called '{found}'.", folder, $"give the folder of raw files that is called '{name}'");
            }
        }
    }

    private static GridOutcome RunCell(Sitting sitting, GridCell cell, CancellationToken stop)
    {
        try
        {
            return new GridOutcome(cell, sitting.Run(cell, stop), null);
        }
        catch (RegenException failure)
        {
            return new GridOutcome(cell, null, failure);
        }
    }

    /// <summary>What one call works with.</summary>
    private sealed record Sitting(GridRequest Request, GridFile Grid, IProgress<WorkProgress>? Progress)
    {
        private readonly HashSet<(string Set, string Order)> measured = [];

        public TrainResult Run(GridCell cell, CancellationToken stop)
        {
            var set = Grid.Sets[cell.Set];
            var data = Request.Data[cell.Set];
            var order = cell.OrderName == "given" ? "file" : $"sequence:{Path.Combine(data, set.Shuffled)}";
            var experiment = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Request.File))!, set.Experiments, $"{cell.Row.Name}.yaml");
            var result = Train.Run(
                new TrainRequest
                {
                    Experiment = experiment,
                    Data = data,
                    Order = order,
                    Seed = cell.Seed,
                    Device = Request.Device,
                    Out = Request.Out,
                    Cache = Request.Cache,
                    Models = Request.Models,
                    Threads = Request.Threads,
                },
                Progress,
                stop);
            AskWithLess(result, data, order, stop);
            if (measured.Add((cell.Set, cell.OrderName)))
            {
                Measure(StrictYaml.Load<Experiment>(experiment), set, data, order, stop);
            }

            return result;
        }

        private void AskWithLess(TrainResult result, string data, string order, CancellationToken stop)
        {
            if (Grid.Shown.Length > 0)
            {
                EvaluateShown.Run(
                    new ShownRequest
                    {
                        Run = result.Folder,
                        Data = data,
                        Order = order,
                        Items = Grid.Shown,
                        Cache = Request.Cache,
                        Models = Request.Models,
                        Device = Request.Device,
                        Threads = Request.Threads,
                    },
                    Progress,
                    stop);
            }
        }

        private void Measure(Experiment experiment, GridSet set, string data, string order, CancellationToken stop) => MeasureShortcuts.Run(
            new ShortcutRequest
            {
                Data = data,
                Order = order,
                Prepare = experiment.Prepare,
                Text = set.ShortcutTexts,
                Cache = Request.Cache,
                Models = Request.Models,
                Out = Request.Out,
            },
            Progress,
            stop);
    }
}
