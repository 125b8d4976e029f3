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
