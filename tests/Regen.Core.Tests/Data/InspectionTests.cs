using Regen.Core.Data;
using Regen.Core.Domain;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class InspectionTests
{
    [Fact]
    public void Every_key_path_has_types_count_null_share_and_an_example()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("a.json.gz"), Gzip.Pack("""
            {"a": 1, "b": {"c": "x"}, "d": [{"e": true}, {"e": null}]}
            {"a": "two", "b": null, "d": []}
            oops
            {'a': None, 'f': [[1, 2]]}
            """));
        var result = Inspection.Run(new InspectRequest { File = folder.File("a.json.gz") });

        Assert.Equal((4, 1, 3), (result.Records, result.MalformedLines, result.FirstMalformedLines[0].Line));
        Assert.Equal(["a", "b", "b.c", "d", "d[]", "d[].e", "f", "f[]", "f[][]"], result.Keys.Select(key => key.Path));
        var keys = result.Keys.ToDictionary(key => key.Path);
        Assert.Equal("null 1, number 1, string 1", string.Join(", ", keys["a"].Types.Select(type => $"{type.Key} {type.Value}")));
        Assert.Equal((2, 1 / 3.0, "1"), (keys["a"].Count, Math.Round(keys["a"].NullShare, 12) == Math.Round(1 / 3.0, 12) ? 1 / 3.0 : -1, keys["a"].Example));
        Assert.Equal((1, 0.5, "true"), (keys["d[].e"].Count, keys["d[].e"].NullShare, keys["d[].e"].Example));
        Assert.Equal((2, "1"), (keys["f[][]"].Count, keys["f[][]"].Example));
        Assert.Null(result.Mapping);
    }

    [Fact]
    public void A_file_without_objects_is_refused()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("a.txt"), "one\ntwo\n");
        Assert.Contains("none of 2 lines", Assert.Throws<RegenException>(() => Inspection.Run(new InspectRequest { File = folder.File("a.txt") })).What, StringComparison.Ordinal);
        File.WriteAllText(folder.File("a.txt"), "");
        Assert.Contains("empty", Assert.Throws<RegenException>(() => Inspection.Run(new InspectRequest { File = folder.File("a.txt") })).What, StringComparison.Ordinal);
    }
}
