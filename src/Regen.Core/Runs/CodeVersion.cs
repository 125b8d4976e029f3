using System.ComponentModel;
using System.Diagnostics;

namespace Regen.Core.Runs;

/// <summary>Which state of the source code made a number.</summary>
public static class CodeVersion
{
    /// <summary>Regen's own version, as the build gives it ("0.1.0").</summary>
    public static string Regen { get; } = typeof(CodeVersion).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>Commit of the repository that this library was built in; "-dirty" behind it when tracked files have changes.</summary>
    /// <returns>40 hex digits, the same with "-dirty", or "unknown" outside the repository and where git is missing.</returns>
    public static string ReadCommit() => ReadCommit(Path.GetDirectoryName(typeof(CodeVersion).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory);

    /// <param name="folder">A folder inside the repository.</param>
    /// <returns>As <see cref="ReadCommit()"/>.</returns>
    public static string ReadCommit(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var root = RunGit(folder, "rev-parse", "--show-toplevel");
        var isOurs = root is not null && File.Exists(Path.Combine(root, "Regen.sln"));
        return (isOurs ? RunGit(folder, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*") : null) ?? "unknown";
    }

    private static string? RunGit(string folder, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", folder, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            git.ErrorDataReceived += static (_, _) => { };
            git.BeginErrorReadLine();
            var answer = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 && answer.Length > 0 ? answer : null;
        }
        catch (Win32Exception)
        {
            return null; // no git on this machine
        }
    }
}
