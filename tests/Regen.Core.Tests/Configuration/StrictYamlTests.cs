using Regen.Core.Configuration;
using Xunit;

namespace Regen.Core.Tests.Configuration;

public class StrictYamlTests
{
    private const string Sound = """
        # A comment is allowed anywhere.
        width: 64
        seed: 9007199254740993
        dropout: 1e-3
        is_tied: true
        title: "A title: with a colon"
        absent: null
        shade: very_dark
        cutoffs: [1, 5]
        weights: { recall: 0.5, ndcg: 2 }
        layers:
          - width: 8
            heads: 2
        shape:
          kind: circle
          radius: 2.5
        """;

    [Fact]
    public void A_sound_file_binds_every_type()
    {
        var config = StrictYaml.Parse<SmallConfig>(Sound, "small.yaml");

        Assert.Equal(64, config.Width);
        Assert.Equal(9007199254740993, config.Seed);
        Assert.Equal(0.001, config.Dropout);
        Assert.True(config.IsTied);
        Assert.Equal("A title: with a colon", config.Title);
        Assert.Equal("null", config.Absent);
        Assert.Equal(Shade.VeryDark, config.Shade);
        Assert.Equal([1, 5], config.Cutoffs);
        Assert.Equal(2.0, config.Weights["ndcg"]);
        Assert.Equal(new LayerConfig { Width = 8, Heads = 2 }, Assert.Single(config.Layers));
        Assert.Equal(new CircleShape { Radius = 2.5 }, config.Shape);
        Assert.Null(config.Note);
        Assert.Equal(3, config.Repeats);
    }

    [Theory]
    [InlineData("width: 64", "widht: 64", "line 2, col 1  widht: no such key. Did you mean 'width'?")]
    [InlineData("width: 64", "widht: 64", "line 2, col 1  width: the key is missing. Add 'width:' with a whole number in 1..512.")]
    [InlineData("width: 64", "width: abc", "line 2, col 1  width: 'abc' is not a whole number. Write digits only, as 64.")]
    [InlineData("width: 64", "width: 6_4", "width: '6_4' is not a whole number")]
    [InlineData("width: 64", "width: 64.0", "width: '64.0' is not a whole number")]
    [InlineData("width: 64", "width: 99999999999", "width: '99999999999' is not a whole number")]
    [InlineData("width: 64", "width: \"64\"", "width: the text \"64\" is not a whole number. Leave the quotes out.")]
    [InlineData("width: 64", "width: 513", "line 2, col 1  width: 513 is outside 1..512.")]
    [InlineData("width: 64", "width:", "width: nothing stands where a whole number in 1..512 is expected. Write a value.")]
    [InlineData("width: 64", "width: [64]", "width: a list stands where a whole number in 1..512 is expected.")]
    [InlineData("dropout: 1e-3", "dropout: 0,5", "line 4, col 1  dropout: '0,5' is not a number. Write digits with a point, as 0.5 or 1e-3.")]
    [InlineData("dropout: 1e-3", "dropout: .nan", "dropout: '.nan' is not a number")]
    [InlineData("dropout: 1e-3", "dropout: NaN", "dropout: 'NaN' is not a number")]
    [InlineData("dropout: 1e-3", "dropout: 1e999", "dropout: '1e999' is not a number")]
    [InlineData("dropout: 1e-3", "dropout: 1.5", "dropout: 1.5 is outside 0..1.")]
    [InlineData("is_tied: true", "is_tied: yes", "line 5, col 1  is_tied: 'yes' is not true or false. Write true or false.")]
    [InlineData("absent: null", "absent: placehodler", "absent: 'placehodler' is not one of null, placeholder, category. Did you mean 'placeholder'?")]
    [InlineData("shade: very_dark", "shade: very_drak", "shade: 'very_drak' is not one of light, very_dark. Did you mean 'very_dark'?")]
    [InlineData("cutoffs: [1, 5]", "cutoffs: [1, 500]", "line 9, col 14  cutoffs[1]: 500 is outside 1..100.")]
    [InlineData("cutoffs: [1, 5]", "cutoffs: 5", "cutoffs: '5' stands where a list (each a whole number in 1..100) is expected.")]
    [InlineData("weights: { recall: 0.5, ndcg: 2 }", "weights: [0.5]", "weights: a list stands where a section of keys is expected.")]
    [InlineData("weights: { recall: 0.5, ndcg: 2 }", "weights: { recall: much }", "line 10, col 12  weights.recall: 'much' is not a number.")]
    [InlineData("    heads: 2", "    haeds: 2", "line 13, col 5  layers[0].haeds: no such key. Did you mean 'heads'?")]
    [InlineData("    heads: 2", "    heads: 3", "line 12, col 5  layers[0].width: 8 does not split into 3 heads. Pick a multiple of heads.")]
    [InlineData("  kind: circle", "  kind: cirle", "line 15, col 3  shape.kind: 'cirle' is not one of circle, nothing. Did you mean 'circle'?")]
    [InlineData("  kind: circle", "  # none", "line 14, col 1  shape.kind: the key is missing. It may be circle, nothing.")]
    [InlineData("  kind: circle", "  kind: nothing", "line 16, col 3  shape.radius: no such key. It may be kind.")]
    [InlineData("seed: 9007199254740993", "width: 65", "line 3, col 1  width: the key stands here a second time (first in line 2). Keep one of the two.")]
    [InlineData("width: 64", "width: &w 64", "line 2, col 8  width: anchors (&name) are not used here")]
    [InlineData("width: 64", "width: *w", "width: aliases (*name) are not used here")]
    [InlineData("width: 64", "width: !!int 64", "width: tags (tag:yaml.org,2002:int) are not used here")]
    [InlineData("width: 64", "? [a, b]\n: 64", "line 2, col 3  a list stands where a key is expected")]
    [InlineData("  radius: 2.5", "  radius: 2.5\n---\nwidth: 3", "a second document begins here. Keep one document in a file.")]
    [InlineData("title: \"A title: with a colon\"", "title: A title: with a colon", "line 6, col 15  this is not YAML (")]
    public void Each_kind_of_mistake_is_named_with_its_place_and_its_remedy(string right, string wrong, string expected)
    {
        var text = Sound.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Sound, text);

        var error = Assert.Throws<ConfigException>(() => StrictYaml.Parse<SmallConfig>(text, "small.yaml"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("where: small.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_come_at_once_in_the_order_of_the_file()
    {
        var text = Sound
            .Replace("width: 64", "widht: 64", StringComparison.Ordinal)
            .Replace("is_tied: true", "is_tied: maybe", StringComparison.Ordinal)
            .Replace("heads: 2", "heads: 3", StringComparison.Ordinal)
            .Replace("radius: 2.5", "radius: 11", StringComparison.Ordinal);

        var error = Assert.Throws<ConfigException>(() => StrictYaml.Parse<SmallConfig>(text, "small.yaml"));

        Assert.Equal(["widht", "width", "is_tied", "layers[0].width", "shape.radius"], error.Problems.Select(static problem => problem.Key));
        Assert.Equal([2, 2, 5, 12, 16], error.Problems.Select(static problem => problem.Line));
        Assert.StartsWith("There are 5 problems in this configuration:\n  line ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_do_not_go_together_are_reported_at_their_key_even_when_the_file_leaves_it_out()
    {
        var text = Sound.Replace("cutoffs: [1, 5]", "cutoffs: []\nrepeats: 13", StringComparison.Ordinal);

        var error = Assert.Throws<ConfigException>(() => StrictYaml.Parse<SmallConfig>(text, "small.yaml"));

        Assert.Equal(
            ["line 9, col 1  cutoffs: no cut is given. Name at least one.", "line 10, col 1  repeats: 13 brings bad luck. Take 12."],
            error.Problems.Select(static problem => problem.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    public void An_empty_file_says_so(string text)
    {
        var error = Assert.Throws<ConfigException>(() => StrictYaml.Parse<SmallConfig>(text, "small.yaml"));

        Assert.Contains("the file is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_at_the_top_is_refused()
    {
        var error = Assert.Throws<ConfigException>(() => StrictYaml.Parse<SmallConfig>("- width: 3", "small.yaml"));

        Assert.Contains("line 1, col 1  a list stands where a section of keys is expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused_and_does_not_break_the_process()
    {
        var error = Assert.Throws<ConfigException>(() => StrictYaml.Parse<SmallConfig>("width: " + new string('[', 5000), "small.yaml"));

        Assert.Contains("more than 64 levels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quoted_null_is_a_text_and_a_bare_one_is_nothing()
    {
        Assert.Equal("null", StrictYaml.Parse<SmallConfig>(Sound + "\nnote: \"null\"", "small.yaml").Note);
        Assert.Null(StrictYaml.Parse<SmallConfig>(Sound + "\nnote: null", "small.yaml").Note);
    }

    [Fact]
    public void A_type_that_files_cannot_hold_is_a_mistake_of_the_program()
    {
        Assert.Throws<ArgumentException>(() => StrictYaml.Parse<WithDate>("day: 2018-01-01", "small.yaml"));
    }

    private sealed record WithDate
    {
        public required DateTimeOffset Day { get; init; }
    }
}
