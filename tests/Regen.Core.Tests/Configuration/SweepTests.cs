using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Configuration;

public sealed class SweepTests : IDisposable
{
    private const string Sound = """
        base: history.v1.yaml
        vary:
          model.width: [64, 128]
          training.learning_rate: { from: 1e-4, to: 1e-2, steps: 3, scale: log }
        seeds: [1, 2]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("regen-sweep-").FullName;

    public SweepTests() => File.Copy(Repository.Path("experiments/sample/history.v1.yaml"), Path.Combine(folder, "history.v1.yaml"));

    private string Experiments => Path.Combine(folder, "experiments");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_combination_becomes_a_whole_experiment_with_a_name_of_its_own()
    {
        var points = Sweep.Expand(Write(Sound));

        Assert.Equal(12, points.Count);
        Assert.Equal(
            [
                "history-width-64-learning_rate-0.0001", "history-width-64-learning_rate-0.001", "history-width-64-learning_rate-0.01",
                "history-width-128-learning_rate-0.0001", "history-width-128-learning_rate-0.001", "history-width-128-learning_rate-0.01",
            ],
            points.Where(static point => point.Seed == 1).Select(static point => point.Name));
        Assert.Equal((128, 0.01, 2L), (((FlareConfig)points[^1].Experiment.Model).Width, points[^1].Experiment.Training!.LearningRate, points[^1].Seed));
        Assert.All(points, static point => Assert.Equal(point.ExperimentFile, $"{point.Experiment.Name}.v1.yaml"));
    }

    [Theory]
    [InlineData("{ from: 0, to: 1, steps: 5 }", "model.dropout", "0, 0.25, 0.5, 0.75, 1")]
    [InlineData("{ from: 64, to: 1024, steps: 5, scale: log }", "model.feed_forward", "64, 128, 256, 512, 1024")]
    [InlineData("{ from: 1, to: 3, steps: 9 }", "training.patience", "1, 2, 3")]
    [InlineData("{ from: 1, to: 1e-6, steps: 3, scale: log }", "training.learning_rate", "1, 0.001, 1e-06")]
    public void A_range_has_both_ends_and_whole_steps_for_whole_numbers(string axis, string key, string expected)
    {
        var slot = ConfigShape.Find(StrictYaml.Load<Experiment>(Path.Combine(folder, "history.v1.yaml")), key)!;
        var sweep = StrictYaml.Parse<SweepFile>($"base: b\nvary:\n  {key}: {axis}", "sweep.yaml");

        Assert.Equal(expected, string.Join(", ", SweepValues.Of(sweep.Vary[key], slot)));
    }

    [Theory]
    [InlineData("model.width: [64, 128]", "model.widht: [64]", "line 3, col 3  vary.model.widht: the base has no such value. Did you mean 'model.width'?")]
    [InlineData("model.width: [64, 128]", "model: [64]", "vary.model: the base has no such value")]
    [InlineData("model.width: [64, 128]", "model.kind: [flare]", "vary.model.kind: the base has no such value")]
    [InlineData("model.width: [64, 128]", "name: [a]", "vary.name: the base has no such value")]
    [InlineData("model.width: [64, 128]", "model.width: [64, wide]", "line 3, col 3  vary.model.width: 'wide' is not a whole number")]
    [InlineData("model.width: [64, 128]", "model.width: [64, 1]", "line 3, col 3  vary.model.width: 1 is outside 2..8192.")]
    [InlineData("model.width: [64, 128]", "model.heads: [2, 3]", "line 2, col 1  vary: with model.heads 3, training.learning_rate 0.0001, model.width: 64 does not split into 3 heads.")]
    [InlineData("model.width: [64, 128]", "model.width: []", "vary.model.width: the list is empty")]
    [InlineData("model.width: [64, 128]", "model.width: [64, 64]", "vary.model.width: a value stands twice")]
    [InlineData("model.width: [64, 128]", "model.width: 64", "vary.model.width: '64' stands where a section of keys is expected")]
    [InlineData("model.width: [64, 128]", "model.width: { from: 1, steps: 3 }", "vary.model.width: this is neither a list nor a range")]
    [InlineData("from: 1e-4", "from: 0", "vary.training.learning_rate: a log scale needs numbers above 0")]
    [InlineData("steps: 3", "steps: 1", "vary.training.learning_rate.steps: 1 is outside 2..1000")]
    [InlineData("seeds: [1, 2]", "seeds: [1, 1]", "line 5, col 1  seeds: a seed stands twice")]
    [InlineData("seeds: [1, 2]", "seed: [1, 2]", "seed: no such key. Did you mean 'seeds'?")]
    [InlineData("base: history.v1.yaml", "base: histroy.v1.yaml", "Did you mean 'history.v1.yaml'?")]
    [InlineData("steps: 3", "steps: 1000 }\n  training.weight_decay: { from: 1e-4, to: 1e-2, steps: 1000", "more than 10,000 points")]
    public void A_mistake_in_a_sweep_is_named_before_anything_is_written(string right, string wrong, string expected)
    {
        var file = Write(Sound.Replace(right, wrong, StringComparison.Ordinal));

        var error = Assert.Throws<ConfigException>(() => Sweep.Run(Request(file), static (point, _) => point.Name));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Experiments));
    }

    [Fact]
    public void Keys_with_one_last_part_are_told_apart_by_their_whole_path()
    {
        var points = Sweep.Expand(Write("base: history.v1.yaml\nvary:\n  model.dropout: [0.1]\n  model.critique.dropout: [0.3]"));

        Assert.Equal("history-model.dropout-0.1-model.critique.dropout-0.3", Assert.Single(points).Name);
    }

    [Fact]
    public void A_sweep_writes_its_experiments_and_runs_each_point_once_per_seed()
    {
        var file = Write(Sound);

        var outcomes = Sweep.Run(Request(file), static (point, _) => StrictYaml.Load<Experiment>(point.ExperimentFile).Name + point.Seed);

        Assert.Equal(outcomes.Select(static outcome => outcome.Point.Name + outcome.Point.Seed), outcomes.Select(static outcome => outcome.Result!));
        Assert.Equal(6, Directory.GetFiles(Experiments).Length);
    }

    [Fact]
    public void A_stopped_sweep_goes_on_over_the_same_files()
    {
        var file = Write(Sound);
        using var stop = new CancellationTokenSource();
        List<string> done = [];
        string RunPoint(SweepPoint point, CancellationToken _)
        {
            done.Add(point.Name + point.Seed);
            if (done.Count == 5)
            {
                stop.Cancel();
            }

            return point.Name;
        }

        Assert.Throws<OperationCanceledException>(() => Sweep.Run(Request(file), RunPoint, stop: stop.Token));
        var before = Directory.GetFiles(Experiments).ToDictionary(static path => path, File.ReadAllText);
        var outcomes = Sweep.Run(Request(file), RunPoint);

        Assert.Equal(5 + 12, done.Count);
        Assert.Equal(12, outcomes.Count);
        Assert.Equal(before, Directory.GetFiles(Experiments).ToDictionary(static path => path, File.ReadAllText));
    }

    [Fact]
    public void A_point_that_fails_does_not_take_the_others_with_it()
    {
        var outcomes = Sweep.Run(
            Request(Write(Sound)),
            static (point, _) => point.Name.EndsWith("0.01", StringComparison.Ordinal) ? throw new RegenException("the loss is not finite", "step 3", "lower the rate") : 1);

        Assert.Equal(4, outcomes.Count(static outcome => outcome.Failure?.What == "the loss is not finite"));
        Assert.Equal(8, outcomes.Sum(static outcome => outcome.Result));
    }

    [Fact]
    public void Experiments_of_another_sweep_are_not_overwritten()
    {
        Directory.CreateDirectory(Experiments);
        var theirs = Path.Combine(Experiments, "history-width-64-learning_rate-0.0001.v1.yaml");
        File.WriteAllText(theirs, "name: theirs\n");

        var error = Assert.Throws<RegenException>(() => Sweep.Run(Request(Write(Sound)), static (point, _) => point.Name));

        Assert.Equal(theirs, error.Where);
        Assert.Equal("name: theirs\n", File.ReadAllText(theirs));
    }

    private SweepRequest Request(string file) => new() { File = file, Experiments = Experiments };

    private string Write(string text)
    {
        var file = Path.Combine(folder, "sweep.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
