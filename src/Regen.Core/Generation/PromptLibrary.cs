using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Regen.Core.Domain;

namespace Regen.Core.Generation;

/// <summary>Prompts by name and version: those of a folder first, then those that Regen brings along.</summary>
/// <param name="folder">Holds files called NAME.vN.txt; null for none.</param>
public sealed partial class PromptLibrary(string? folder = null)
{
    private const string Prefix = "prompts.";
    private const string Suffix = ".txt";

    /// <summary>Names and versions of the prompts that Regen brings along.</summary>
    public static IReadOnlyList<string> Embedded { get; } =
    [
        .. Here.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    private static Assembly Here => typeof(PromptLibrary).Assembly;

    /// <summary>The bytes of a prompt's file as text, to be copied into a folder and changed.</summary>
    /// <exception cref="RegenException">There is no such prompt.</exception>
    public string Read(string name) => Encoding.UTF8.GetString(Bytes(name).Content);

    /// <exception cref="RegenException">There is no such prompt, or it is not what its purpose needs: every problem at once.</exception>
    internal Prompt Load(string name, PromptShape shape, IReadOnlyDictionary<string, string> settings)
    {
        var (content, place) = Bytes(name);
        var (prompt, problems) = Prompt.Parse(name, Convert.ToHexStringLower(SHA256.HashData(content)), Encoding.UTF8.GetString(content), shape);
        if (problems.Count == 0)
        {
            try
            {
                _ = prompt.Schema(settings);
            }
            catch (Exception problem) when (problem is JsonException or KeyNotFoundException)
            {
                problems = [$"the section schema is no JSON, or has a hole that no setting fills: {problem.Message}"];
            }
        }

        return problems.Count == 0 ? prompt : throw new RegenException($"the prompt cannot be used: {string.Join("; ", problems)}", place, "correct the file; docs/dataset.md describes its form");
    }

    private (byte[] Content, string Place) Bytes(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new RegenException($"'{name}' is no name of a prompt", "prompt", "give name and version, such as critique.v1");
        }

        if (folder is not null && Path.Combine(folder, name + Suffix) is var file && File.Exists(file))
        {
            return (File.ReadAllBytes(file), file);
        }

        using var stream = Here.GetManifestResourceStream(Prefix + name + Suffix) ?? throw new RegenException(
            $"there is no prompt '{name}'", folder ?? "prompts", $"name one of {string.Join(", ", Embedded)}, or put {name}{Suffix} into a folder of prompts");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return (content, Prefix + name + Suffix);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]*\.v[1-9][0-9]*$")]
    private static partial Regex Name();
}
