namespace Regen.Core.Domain;

/// <summary>A failure the reader can act on: what happened, where, and what to do next. The command line exits with 2.</summary>
/// <param name="what">What is wrong, in one sentence with the values that show it.</param>
/// <param name="where">File, line, key, tensor or user that it was found at.</param>
/// <param name="fix">What to do next.</param>
/// <param name="cause">The failure beneath, where there is one.</param>
public class RegenException(string what, string where, string fix, Exception? cause = null)
    : Exception($"{what}\n  where: {where}\n  fix:   {fix}", cause)
{
    public string What { get; } = what;

    public string Where { get; } = where;

    public string Fix { get; } = fix;
}
