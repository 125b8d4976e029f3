using Regen.Core.Domain;

namespace Regen.Core.Configuration;

/// <summary>A configuration file that cannot be used: every problem found in it, each with key, line and column.</summary>
public sealed class ConfigException : RegenException
{
    /// <summary>The file could be read, and says something wrong.</summary>
    /// <param name="name">File name, or the name that the caller gave to a text.</param>
    /// <param name="problems">At least one.</param>
    public ConfigException(string name, IReadOnlyList<ConfigProblem> problems)
        : base(Describe(problems), name, problems.Count == 1 ? "Correct that line." : "Correct these lines; all of them are listed.")
    {
        Problems = problems;
    }

    /// <summary>The file could not be read at all.</summary>
    public ConfigException(string what, string where, string fix, Exception? cause = null)
        : base(what, where, fix, cause)
    {
    }

    /// <summary>In the order of the file; empty where the file could not be read at all.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; } = [];

    private static string Describe(IReadOnlyList<ConfigProblem> problems)
    {
        var head = problems.Count == 1 ? "There is a problem in this configuration:" : $"There are {problems.Count} problems in this configuration:";
        return string.Join('\n', [head, .. problems.Select(static problem => "  " + problem)]);
    }
}
