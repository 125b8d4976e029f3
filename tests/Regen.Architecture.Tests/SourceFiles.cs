using Regen.Tests;

namespace Regen.Architecture.Tests;

/// <summary>The files of the repository that people write: what was built, fetched or made by runs is left out.</summary>
internal static class SourceFiles
{
    private static readonly string[] Left = [".git", "artifacts", "node_modules", "bin", "obj", "runs", "reports", ".vs", ".idea", ".ionide"];

    public static IEnumerable<string> Of(string relativeFolder, params string[] endings)
    {
        var folder = Repository.Path(relativeFolder);
        return Directory.Exists(folder) ? Below(new DirectoryInfo(folder), endings).Order(StringComparer.Ordinal) : [];
    }

    /// <returns>The path from the repository's root, with slashes.</returns>
    public static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    private static IEnumerable<string> Below(DirectoryInfo folder, string[] endings)
    {
        foreach (var file in folder.EnumerateFiles())
        {
            if (endings.Length == 0 || endings.Contains(file.Extension))
            {
                yield return file.FullName;
            }
        }

        foreach (var inner in folder.EnumerateDirectories().Where(inner => !Left.Contains(inner.Name)))
        {
            foreach (var file in Below(inner, endings))
            {
                yield return file;
            }
        }
    }
}
