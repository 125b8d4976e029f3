using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.Data.Sources;

/// <summary>The mapping files that come with Regen (folder <c>mappings</c>), and those that users write.</summary>
public static class MappingFiles
{
    private const string Prefix = "mappings.";

    /// <summary>Names of the shapes that Regen knows, in the order in which they are tried.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ucsd", "ucsd2023", "regen", "amazon2023-mini", "regen-sample", "p5"];

    /// <param name="nameOrFile">One of <see cref="Names"/>, or the path of a mapping file.</param>
    /// <exception cref="ConfigException">The file has problems, each named with its line.</exception>
    public static Mapping Load(string nameOrFile)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        if (!Names.Contains(nameOrFile))
        {
            return StrictYaml.Load<Mapping>(nameOrFile);
        }

        using var stream = typeof(MappingFiles).Assembly.GetManifestResourceStream(Prefix + nameOrFile + ".yaml")
            ?? throw new InvalidOperationException($"mapping {nameOrFile} is not in the assembly");
        using var reader = new StreamReader(stream);
        return StrictYaml.Parse<Mapping>(reader.ReadToEnd(), $"mappings/{nameOrFile}.yaml");
    }

    /// <summary>The known shape in which the first readable records of a review file make sense.</summary>
    /// <exception cref="RegenException">None does; the message lists the keys that the records have.</exception>
    internal static Mapping Detect(string reviews)
    {
        using var reader = new RecordReader(reviews);
        var parser = new RecordParser();
        string? keys = null;
        for (var tried = 0; tried < 50 && reader.Next(out var record); tried++)
        {
            using var document = parser.Parse(record, out _);
            if (document is null)
            {
                continue;
            }

            keys ??= string.Join(", ", document.RootElement.EnumerateObject().Select(property => property.Name));
            foreach (var mapping in Names.Select(Load).Where(known => known.Reviews.Time.Length > 0))
            {
                if (new EventExtractor(mapping).Extract(document.RootElement).Any(found => found.Problem is null))
                {
                    return mapping;
                }
            }
        }

        throw keys is null
            ? new RegenException("no line of the file is a JSON object", reviews, "give a file of reviews: one JSON object a line, or one JSON array")
            : new RegenException(
                "the reviews have a shape that no mapping of Regen's reads", $"{reviews}; keys of its records: {keys}", "run 'regen data inspect' on it and write a mapping file, then give it with --mapping");
    }
}
