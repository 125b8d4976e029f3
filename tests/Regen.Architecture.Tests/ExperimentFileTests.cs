using Regen.Core.Configuration;
using Regen.Core.Domain;
using Xunit;

namespace Regen.Architecture.Tests;

public sealed class ExperimentFileTests
{
    [Fact]
    public void Every_experiment_file_is_read_strictly_and_is_called_after_its_name_and_version()
    {
        Strays.None("Experiment files:", SourceFiles.Of("experiments", ".yaml", ".yml").Select(Fault).OfType<string>());
    }

    [Fact]
    public void No_two_experiments_share_name_and_version()
    {
        var twins = SourceFiles.Of("experiments", ".yaml").GroupBy(Path.GetFileName).Where(group => group.Count() > 1).Select(group => group.Key!);

        Strays.None("A table could not tell these apart:", twins);
    }

    private static string? Fault(string path)
    {
        try
        {
            var experiment = StrictYaml.Load<Experiment>(path);
            var expected = $"{experiment.Name}.v{experiment.Version}.yaml";
            return Path.GetFileName(path) == expected ? null : $"{SourceFiles.Relative(path)}: should be called {expected}";
        }
        catch (RegenException problem)
        {
            return $"{SourceFiles.Relative(path)}: {problem.Message}";
        }
    }
}
