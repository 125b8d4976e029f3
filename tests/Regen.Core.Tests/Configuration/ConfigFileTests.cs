using System.Text;
using Regen.Core.Configuration;
using Xunit;

namespace Regen.Core.Tests.Configuration;

public sealed class ConfigFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("regen-config-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_missing_file_is_named_with_the_nearest_one_beside_it()
    {
        File.WriteAllText(Path.Combine(folder, "history.v1.yaml"), "");

        var error = Assert.Throws<ConfigException>(() => StrictYaml.Load<LayerConfig>(Path.Combine(folder, "histroy.v1.yaml")));

        Assert.Contains("There is no such configuration file.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'history.v1.yaml'?", error.Fix, StringComparison.Ordinal);
        Assert.Empty(error.Problems);
    }

    [Fact]
    public void A_missing_folder_is_no_reason_to_fall_over()
    {
        var error = Assert.Throws<ConfigException>(() => StrictYaml.Load<LayerConfig>(Path.Combine(folder, "no", "history.yaml")));

        Assert.Contains("Check the path.", error.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_a_folder_names_the_files_inside()
    {
        File.WriteAllText(Path.Combine(folder, "b.yaml"), "");
        File.WriteAllText(Path.Combine(folder, "a.yaml"), "");

        var error = Assert.Throws<ConfigException>(() => StrictYaml.Load<LayerConfig>(folder));

        Assert.Contains("this is a folder", error.What, StringComparison.Ordinal);
        Assert.Equal("Name one of its files: a.yaml, b.yaml.", error.Fix);
        Assert.Equal(folder, error.Where);
    }

    [Fact]
    public void A_file_that_is_not_UTF8_says_at_which_byte()
    {
        var file = Path.Combine(folder, "latin.yaml");
        File.WriteAllBytes(file, [.. "width: 8 # caf"u8, 0xE9, .. "\nheads: 2\n"u8]);

        var error = Assert.Throws<ConfigException>(() => StrictYaml.Load<LayerConfig>(file));

        Assert.Contains("not UTF-8 (byte 14)", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_and_Windows_line_ends_are_read()
    {
        var file = Path.Combine(folder, "windows.yaml");
        File.WriteAllText(file, "width: 8\r\nheads: 2\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal(new LayerConfig { Width = 8, Heads = 2 }, StrictYaml.Load<LayerConfig>(file));
    }
}
