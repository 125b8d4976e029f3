using Regen.Core.Configuration;
using Regen.Core.Workbench;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Configuration;

public sealed class GridFileTests
{
    private const string Small = """
        name: small
        version: 1
        question: Which?
        shown: [1]
        sets:
          toys:
            orders: [given, shuffled]
            shuffled: other.txt
            experiments: toys
            shortcut_texts: {encoder: hashed, max_tokens: 16}
            reference: a.v1
            rows:
              - {name: a.v1, label: A, seeds: [1, 2]}
              - {name: b.v1, label: B}
        """;

    public static TheoryData<string> Grids =>
        [.. Directory.EnumerateFiles(Repository.Path("experiments"), "grid.v*.yaml", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(Grids))]
    public void Each_row_of_a_shipped_grid_has_its_experiment(string file)
    {
        var path = Repository.Path(file);

        Assert.All(StrictYaml.Load<GridFile>(path).Sets.Values, set => Assert.All(set.Rows, row =>
        {
            var experiment = StrictYaml.Load<Experiment>(Path.Combine(Path.GetDirectoryName(path)!, set.Experiments, $"{row.Name}.yaml"));
            Assert.Equal(row.Name, $"{experiment.Name}.v{experiment.Version}");
        }));
    }

    [Fact]
    public void The_plan_names_the_orders_as_run_records_do()
    {
        using var folder = new Storage.TempFolder();
        var file = Path.Combine(folder.Path, "grid.v1.yaml");
        File.WriteAllText(file, Small);

        var plan = Grid.Plan(file);

        Assert.Equal([("toys", "file", "given"), ("toys", "sequence", "shuffled")], plan.Sets.Select(set => (set.Data, set.Order, set.OrderName)));
        Assert.Equal(["A", "B"], plan.Sets[0].Rows.Select(row => row.Label));
        Assert.Equal([1L, 2L], plan.Sets[0].Rows[0].Seeds);
        Assert.Equal(6, Grid.Expand(file).Count);
        Assert.True(GridFile.Is(file));
    }

    [Fact]
    public void A_reference_that_is_no_row_is_named()
    {
        var problem = Assert.Throws<ConfigException>(() => StrictYaml.Parse<GridFile>(Small.Replace("reference: a.v1", "reference: c.v1", StringComparison.Ordinal), "grid"));

        Assert.Contains("no row is called 'c.v1'", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_of_one_experiment_is_no_grid()
    {
        using var folder = new Storage.TempFolder();
        var file = Path.Combine(folder.Path, "sweep.yaml");
        File.WriteAllText(file, "base: a.yaml\nvary:\n  seed: [1]\n");

        Assert.False(GridFile.Is(file));
    }
}
