using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Configuration;
using Xunit;

namespace Regen.Core.Tests.Configuration;

public class CanonicalTextTests
{
    private static readonly SmallConfig Value = new()
    {
        Width = 64,
        Seed = -3,
        Dropout = 1e-5,
        IsTied = false,
        Title = "yes",
        Absent = "null",
        Shade = Shade.VeryDark,
        Cutoffs = [1, 10],
        Weights = new Dictionary<string, double> { ["b"] = 2, ["a key: odd"] = 0.1 },
        Layers = [new LayerConfig { Width = 8, Heads = 2 }],
        Shape = new NothingShape(),
    };

    [Fact]
    public void Canonical_text_has_every_key_in_the_order_of_declaration()
    {
        var expected = """
            width: 64
            seed: -3
            dropout: 1e-05
            is_tied: false
            title: "yes"
            absent: null
            shade: very_dark
            cutoffs: [1, 10]
            weights:
              "a key: odd": 0.1
              b: 2
            layers:
              - width: 8
                heads: 2
            shape:
              kind: nothing
            note: null
            repeats: 3

            """;
        Assert.Equal(expected, StrictYaml.Write(Value));
    }

    [Fact]
    public void Reading_the_canonical_text_gives_the_value_back()
    {
        Prop.ForAll(AnyConfig().ToArbitrary(), static config => SameValue(config, StrictYaml.Parse<SmallConfig>(StrictYaml.Write(config), "written")))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_hash_ignores_comments_key_order_and_spelling_and_sees_every_value()
    {
        var text = StrictYaml.Write(Value);
        var lines = text.Split('\n');
        var shuffled = string.Join('\n', ["# the same, otherwise", lines[3], lines[0] + "   # wide", lines[2].Replace("1e-05", "0.00001", StringComparison.Ordinal), lines[1], .. lines[4..]]);
        var sha256 = StrictYaml.Sha256(Value);

        Assert.Matches("^[0-9a-f]{64}$", sha256);
        Assert.Equal(sha256, StrictYaml.Sha256(StrictYaml.Parse<SmallConfig>(shuffled, "shuffled")));
        Assert.NotEqual(sha256, StrictYaml.Sha256(Value with { Repeats = 4 }));
        Assert.NotEqual(sha256, StrictYaml.Sha256(Value with { Note = "null" }));
    }

    private static Gen<SmallConfig> AnyConfig()
    {
        var alphabet = Gen.Elements([.. "ab Z:#-'\"\\\n\t\r{}[],&*!|>%@`~?=\u0085\u00A0\u2028\uFEFFé日0.9"]);
        var words = alphabet.ArrayOf().Select(static letters => new string(letters));
        var numbers = ArbMap.Default.GeneratorFor<NormalFloat>().Select(static number => number.Get);
        var layers = Gen.Choose(1, 64).Select(static heads => new LayerConfig { Width = heads * 3, Heads = heads });
        return
            from width in Gen.Choose(1, 512)
            from seed in ArbMap.Default.GeneratorFor<long>()
            from dropout in numbers.Select(static number => Math.Abs(Math.Sin(number)))
            from isTied in Gen.Elements(true, false)
            from title in words
            from absent in Gen.Elements("null", "placeholder", "category")
            from shade in Gen.Elements(Shade.Light, Shade.VeryDark)
            from cutoffs in Gen.Choose(1, 100).NonEmptyListOf()
            from weights in words.Zip(numbers).ListOf()
            from some in layers.ListOf()
            from shape in Gen.OneOf(Gen.Constant<Shape>(new NothingShape()), Gen.Choose(0, 1000).Select(static n => (Shape)new CircleShape { Radius = n / 100.0 }))
            from note in Gen.OneOf(Gen.Constant<string?>(null), words.Select(static word => (string?)word))
            from repeats in Gen.Choose(-5, 12)
            select new SmallConfig
            {
                Width = width,
                Seed = seed,
                Dropout = dropout,
                IsTied = isTied,
                Title = title,
                Absent = absent,
                Shade = shade,
                Cutoffs = [.. cutoffs],
                Weights = weights.DistinctBy(static pair => pair.Item1).ToDictionary(),
                Layers = [.. some],
                Shape = shape,
                Note = note,
                Repeats = repeats,
            };
    }

    // Records with lists compare the lists by reference, so they are put aside first.
    private static bool SameValue(SmallConfig left, SmallConfig right) =>
        left with { Cutoffs = right.Cutoffs, Weights = right.Weights, Layers = right.Layers } == right
        && left.Cutoffs.SequenceEqual(right.Cutoffs)
        && left.Layers.SequenceEqual(right.Layers)
        && left.Weights.OrderBy(static pair => pair.Key, StringComparer.Ordinal).SequenceEqual(right.Weights.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
}
