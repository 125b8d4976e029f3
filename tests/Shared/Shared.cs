using Xunit;

namespace Regen.Tests;

/// <summary>Where the tests find the repository and what a researcher lends them from outside it.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Regen.sln.</summary>
    public static string Root { get; } = FindRoot();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Regen.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Regen.sln is in no folder above " + AppContext.BaseDirectory);
    }
}

/// <summary>Real data, model weights and further golden numbers, which come by environment variable and may be absent.</summary>
internal static class Lent
{
    /// <summary>A path below REGEN_DATA; the test skips with a reason where it is not there.</summary>
    public static string Data(string relative) => Require("REGEN_DATA", relative);

    /// <summary>A path below REGEN_MODELS; the test skips with a reason where it is not there.</summary>
    public static string Models(string relative) => Require("REGEN_MODELS", relative);

    /// <summary>The golden folders of one set: the committed copy, and the one below REGEN_GOLDEN where that is set.</summary>
    public static IEnumerable<string> Golden(string set)
    {
        var committed = Repository.Path($"tests/golden/{set}");
        if (Directory.Exists(committed))
        {
            yield return committed;
        }

        if (Environment.GetEnvironmentVariable("REGEN_GOLDEN") is { Length: > 0 } root
            && Directory.Exists(Path.Combine(root, set)))
        {
            yield return Path.Combine(root, set);
        }
    }

    private static string Require(string variable, string relative)
    {
        var root = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{variable} is not set (needs {relative})");
        var path = Path.Combine(root!, relative);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"{variable} has no {relative}");
        return path;
    }
}
