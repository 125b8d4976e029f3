using System.Security.Cryptography;
using System.Text;

namespace Regen.Core.Configuration;

/// <summary>
/// Configuration files: every key must be known, every value of its type and in its range, and all problems are reported at once.
/// Keys are the property names of the record in snake_case; a <see cref="KindsAttribute"/> record is chosen by its <c>kind</c> key.
/// </summary>
public static class StrictYaml
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a config from a file.</summary>
    /// <exception cref="ConfigException">The file cannot be read, or has problems: each with key, line, column and remedy.</exception>
    public static T Load<T>(string file)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Parse<T>(ReadText(file), file);
    }

    /// <summary>Reads a config from a text.</summary>
    /// <param name="name">What errors call the text: usually its file.</param>
    /// <exception cref="ConfigException">The text has problems: each with key, line, column and remedy.</exception>
    public static T Parse<T>(string text, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        List<ConfigProblem> problems = [];
        var root = YamlReader.Read(text, problems);
        return Bind<T>(root, problems, name);
    }

    /// <summary>The canonical text of a config: every key in the order of declaration, no comments. Reading it gives the value back.</summary>
    public static string Write<T>(T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return ConfigWriter.Write(typeof(T), value);
    }

    /// <summary>SHA-256 of the canonical text, lower-case hex: order of keys, comments and spelling of numbers do not change it.</summary>
    public static string Sha256<T>(T value)
        where T : class => Convert.ToHexStringLower(SHA256.HashData(Utf8.GetBytes(Write(value))));

    /// <returns>Whether a file is a YAML mapping with that key at its top; false for one with mistakes.</returns>
    /// <exception cref="ConfigException">The file cannot be read.</exception>
    internal static bool HasKey(string file, string key) => YamlReader.Read(ReadText(file), []) is YamlMap map && map[key] is not null;

    /// <returns>The config with its place, for problems that are found later.</returns>
    internal static (T Value, YamlPath Root) LoadWithRoot<T>(string file)
        where T : class
    {
        List<ConfigProblem> problems = [];
        var root = YamlReader.Read(ReadText(file), problems);
        return (Bind<T>(root, problems, file), YamlPath.Root(root!));
    }

    internal static T Bind<T>(YamlNode? root, List<ConfigProblem> problems, string name)
        where T : class
    {
        var value = root is null ? null : (T?)new ConfigBinder(problems).Bind(new ConfigSlot(typeof(T), false, null, null), root, YamlPath.Root(root));
        return problems.Count == 0
            ? value!
            : throw new ConfigException(name, [.. problems.OrderBy(static problem => problem.Line).ThenBy(static problem => problem.Column)]);
    }

    private static string ReadText(string file)
    {
        if (Directory.Exists(file))
        {
            string[] inside = [.. Directory.EnumerateFiles(file, "*.yaml").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
            throw new ConfigException(
                "A configuration file is expected here; this is a folder.", file, inside.Length == 0 ? "Name a .yaml file." : $"Name one of its files: {string.Join(", ", inside)}.");
        }

        if (!File.Exists(file))
        {
            throw new ConfigException("There is no such configuration file.", file, NearestFile(file) is { } near ? $"Did you mean '{near}'?" : "Check the path.");
        }

        try
        {
            return Utf8.GetString(File.ReadAllBytes(file)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new ConfigException($"The file is not UTF-8 (byte {error.Index:N0}).", file, "Save it as UTF-8.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"The file cannot be read: {error.Message}", file, "Check its permissions.", error);
        }
    }

    private static string? NearestFile(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return Directory.Exists(folder)
            ? NearestWord.Of(Path.GetFileName(file), Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
            : null;
    }
}
