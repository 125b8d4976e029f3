using System.Diagnostics;
using Regen.Tests;
using Xunit;

namespace Regen.EndToEnd.Tests.Scripting;

/// <summary>A script of this folder, run from a folder that is not Regen's, against the assemblies that ./regen runs.</summary>
internal sealed class Script : IDisposable
{
    // release or debug: whichever these tests were built as.
    private static readonly string Built = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    private readonly string folder = Directory.CreateTempSubdirectory("regen-script-").FullName;

    /// <returns>Standard output, when the script ended with 0.</returns>
    public string RunFSharp(string name) => Run(Write(name), "dotnet", "fsi", "--quiet", "--nologo");

    /// <summary>An example of docs/examples, with the assemblies that these tests were built with.</summary>
    /// <returns>Standard output, when the script ended with 0.</returns>
    public string RunExample(string name)
    {
        var text = File.ReadAllText(Repository.Path($"docs/examples/{name}"));
        Assert.Contains("../../artifacts/bin/Regen.Cli/release", text, StringComparison.Ordinal);
        var path = Path.Combine(folder, name);
        File.WriteAllText(
            path,
            text.Replace("../../artifacts/bin/Regen.Cli/release", Assemblies("Regen.Cli"), StringComparison.Ordinal)
                .Replace("__SOURCE_DIRECTORY__", $"\"{Repository.Path("docs/examples")}\"", StringComparison.Ordinal));
        return Run(path, "dotnet", "fsi", "--quiet", "--nologo");
    }

    /// <returns>Standard output, when the script ended with 0.</returns>
    public string RunCSharp(string name) => Run(Write(name), "dotnet", Assemblies("Regen.ScriptHost") + "/Regen.ScriptHost.dll");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Assemblies(string project) => Repository.Path($"artifacts/bin/{project}/{Built}");

    private string Write(string name)
    {
        var text = File.ReadAllText(Repository.Path($"tests/Regen.EndToEnd.Tests/Scripting/{name}"))
            .Replace("{{bin}}", Assemblies("Regen.Cli"), StringComparison.Ordinal)
            .Replace("{{work}}", folder, StringComparison.Ordinal)
            .Replace("{{repository}}", Repository.Root, StringComparison.Ordinal);
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Run(string script, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [.. arguments, script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.StandardInput.Close();
        using var stop = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(script)} ended with {process.ExitCode}\n{output}\n{errors.Result}");
        return output;
    }
}
