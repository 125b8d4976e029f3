using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Data.Sources;
using Regen.Core.Domain;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class RecordReaderTests
{
    private static readonly string[] Pieces = ["{\"a\":1}", "", "{\"b\":\"x\\\"]},\"}", "{\"c\":[1,{\"d\":2}]}", "   ", "{\"e\":\"é\"}", "{\"f\":\"" + new string('y', 300) + "\"}"];

    [Fact]
    public void Any_cut_into_gzip_members_and_any_buffer_gives_the_same_lines()
    {
        using var folder = new TempFolder();
        var path = folder.File("a.json.gz");
        var lines = ArbMap.Default.ArbFor<byte[]>().Generator.Zip(ArbMap.Default.ArbFor<byte[]>().Generator).Zip(Gen.Choose(1, 200)).ToArbitrary();
        Prop.ForAll(lines, input =>
        {
            var ((picks, cuts), size) = input;
            string[] written = [.. picks.Select(pick => Pieces[pick % Pieces.Length])];
            var ending = picks.Length % 2 == 0 ? "\n" : "\r\n";
            var content = Encoding.UTF8.GetBytes(string.Join(ending, written) + (cuts.Length % 2 == 0 ? ending : ""));
            File.WriteAllBytes(path, [.. Members(content, cuts).SelectMany(member => Gzip.Pack(member))]);

            var expected = written.Index().Where(line => line.Item.Trim().Length > 0).Select(line => (line.Index + 1, line.Item));
            return Read(path, size).SequenceEqual(expected.Select(line => ((long)line.Item1, line.Item)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_buffer_gives_the_same_elements_of_a_JSON_array()
    {
        using var folder = new TempFolder();
        var path = folder.File("a.json");
        var picks = ArbMap.Default.ArbFor<byte[]>().Generator.Zip(Gen.Choose(1, 100)).ToArbitrary();
        Prop.ForAll(picks, input =>
        {
            string[] elements = [.. input.Item1.Select(pick => Pieces[pick % Pieces.Length]).Where(piece => piece.Trim().Length > 0)];
            File.WriteAllText(path, " [\n" + string.Join(input.Item2 % 2 == 0 ? "," : " ,\n ", elements) + "\n]\n");
            return Read(path, input.Item2).Select(record => record.Text.Trim()).SequenceEqual(elements);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("a.json"), [0xef, 0xbb, 0xbf, .. "{\"a\":1}\n"u8]);
        Assert.Equal([(1L, "{\"a\":1}")], Read(folder.File("a.json"), 2));
    }

    [Fact]
    public void Every_truncation_of_a_gzip_file_is_refused_with_its_line()
    {
        using var folder = new TempFolder();
        var random = new Random(3);
        var content = string.Concat(Enumerable.Range(0, 400).Select(line => $"{{\"line\":{line},\"noise\":{random.NextInt64()}}}\n"));
        var whole = Gzip.Pack(content);
        foreach (var length in Enumerable.Range(0, 40).Select(cut => 3 + (cut * (whole.Length - 4) / 40)).Append(whole.Length - 1).Append(whole.Length - 8))
        {
            File.WriteAllBytes(folder.File("a.gz"), whole[..length]);
            var problem = Assert.Throws<RegenException>(() => Read(folder.File("a.gz"), 4096));
            Assert.Contains("damaged or cut off", problem.What, StringComparison.Ordinal);
            Assert.Contains("after line", problem.Where, StringComparison.Ordinal);
        }

        whole[^6] ^= 0x55;
        File.WriteAllBytes(folder.File("a.gz"), whole);
        Assert.Contains("damaged", Assert.Throws<RegenException>(() => Read(folder.File("a.gz"), 4096)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_headers_with_names_extras_and_padding_are_read()
    {
        using var folder = new TempFolder();
        var packed = Gzip.Pack("{\"a\":1}\n");
        byte[] header = [0x1f, 0x8b, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 2, 0, (byte)'x', (byte)'y', .. "name\0"u8, .. "comment\0"u8, 1, 2];
        File.WriteAllBytes(folder.File("a.gz"), [.. header, .. packed[10..], .. Gzip.Pack(""), .. Gzip.Pack(""), .. packed, .. new byte[512]]);
        Assert.Equal([(1L, "{\"a\":1}"), (2L, "{\"a\":1}")], Read(folder.File("a.gz"), 64));

        File.WriteAllBytes(folder.File("a.gz"), [.. packed, .. "garbage"u8]);
        Assert.Throws<RegenException>(() => Read(folder.File("a.gz"), 64));
    }

    [Fact]
    public void A_folder_a_missing_file_and_an_unclosed_array_are_refused()
    {
        using var folder = new TempFolder();
        Assert.Contains("folder", Assert.Throws<RegenException>(() => Read(folder.Path, 10)).What, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Throws<RegenException>(() => Read(folder.File("none"), 10)).What, StringComparison.Ordinal);
        File.WriteAllText(folder.File("a.json"), "[{\"a\":1},\n{\"b\":");
        Assert.Contains("line 2", Assert.Throws<RegenException>(() => Read(folder.File("a.json"), 10)).Where, StringComparison.Ordinal);
        File.WriteAllText(folder.File("a.json"), "[{\"a\":1},\n");
        Assert.Throws<RegenException>(() => Read(folder.File("a.json"), 10));
    }

    private static List<(long Line, string Text)> Read(string path, int bufferSize)
    {
        using var reader = new RecordReader(path, bufferSize);
        List<(long, string)> records = [];
        while (reader.Next(out var record))
        {
            records.Add((reader.Line, Encoding.UTF8.GetString(record.Span)));
        }

        return records;
    }

    private static IEnumerable<byte[]> Members(byte[] content, byte[] cuts)
    {
        int[] places = [0, .. cuts.Select(cut => cut % (content.Length + 1)).Order(), content.Length];
        return places.Zip(places[1..]).Select(range => content[range.First..range.Second]);
    }
}
