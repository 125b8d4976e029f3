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
            var expected = Expected(path);
            return Path.GetFileName(path) == expected ? null : $"{SourceFiles.Relative(path)}: should be called {expected}";
        }
        catch (RegenException problem)
        {
            return $"{SourceFiles.Relative(path)}: {problem.Message}";
        }
    }

    /// <summary>Grids stand among the experiments that they name, and are called "grid".</summary>
    private static string Expected(string path)
    {
        if (GridFile.Is(path))
        {
            return $"grid.v{StrictYaml.Load<GridFile>(path).Version}.yaml";
        }

        if (RatingConfig.Is(path))
        {
            var rating = StrictYaml.Load<RatingConfig>(path);
            return $"{rating.Name}.v{rating.Version}.yaml";
        }

        if (GenerationConfig.Is(path))
        {
            var generation = StrictYaml.Load<GenerationConfig>(path);
            return $"{generation.Name}.v{generation.Version}.yaml";
        }

        var experiment = StrictYaml.Load<Experiment>(path);
        return $"{experiment.Name}.v{experiment.Version}.yaml";
    }
}
