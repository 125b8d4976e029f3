using Regen.Core.Configuration;

namespace Regen.Core.Tests.Configuration;

/// <summary>A config with one key of every type that files can hold.</summary>
public sealed record SmallConfig : ICheckedConfig
{
    [Range(1, 512)]
    public required int Width { get; init; }

    public required long Seed { get; init; }

    [Range(0.0, 1.0)]
    public required double Dropout { get; init; }

    public required bool IsTied { get; init; }

    public required string Title { get; init; }

    [OneOf("null", "placeholder", "category")]
    public required string Absent { get; init; }

    public required Shade Shade { get; init; }

    [Range(1, 100)]
    public required int[] Cutoffs { get; init; }

    public required IReadOnlyDictionary<string, double> Weights { get; init; }

    public required IReadOnlyList<LayerConfig> Layers { get; init; }

    public required Shape Shape { get; init; }

    public string? Note { get; init; }

    public int Repeats { get; init; } = 3;

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Cutoffs.Length == 0)
        {
            yield return at["cutoffs"].Problem("no cut is given", "name at least one");
        }

        if (Repeats == 13)
        {
            yield return at["repeats"].Problem("13 brings bad luck", "take 12");
        }
    }
}

public enum Shade
{
    Light,
    VeryDark,
}

public sealed record LayerConfig : ICheckedConfig
{
    public required int Width { get; init; }

    public required int Heads { get; init; }

    public IEnumerable<ConfigProblem> Check(ConfigPath at)
    {
        if (Heads > 0 && Width % Heads != 0)
        {
            yield return at["width"].Problem($"{Width} does not split into {Heads} heads", "pick a multiple of heads");
        }
    }
}

[Kinds(typeof(CircleShape), typeof(NothingShape))]
public abstract record Shape;

[Kind("circle")]
public sealed record CircleShape : Shape
{
    [Range(0.0, 10.0)]
    public required double Radius { get; init; }
}

[Kind("nothing")]
public sealed record NothingShape : Shape;
