using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Data;
using Regen.Core.Data.Sources;
using Regen.Core.Data.Stages;
using Regen.Core.Tests.Storage;
using Xunit;

namespace Regen.Core.Tests.Data;

/// <summary>The fast way through a file of lines finds exactly what the general one finds.</summary>
public sealed class FlatRecordTests
{
    private const string Keys = "\"reviewerID\": \"U1\", \"asin\": \"B1\", \"unixReviewTime\": 86400";

    private static readonly string[] Lines =
    [
        $$"""{{{Keys}}, "overall": 5.0, "reviewText": "plain", "summary": "short"}""",
        $$$$"""{{{{{Keys}}}}, "reviewText": "  a \"quoted\" \u00e9 \ud83d\ude00 \ud800 line\n", "vote": "2", "style": {"Size:": " 8", "n": [1, {"a": null}]}}""",
        $$"""{{{Keys}}, "reviewText": ["two ", "", "parts"], "summary": null, "über": 1, "a\u0062c": true, "tab\t": 2}""",
        $$$$"""{{{{{Keys}}}}, "reviewText": "", "summary": {"no": "text"}, "overall": "4.5", "overall": "3.5", "image": [] }""",
        $$$$"""  {{{{{Keys}}}}, "overall": 1e0, "reviewText": 17, "summary": false, "verified": true, "empty": {}}  """,
        $$"""{"reviewerID": "   ", "reviewerID": "U2", "asin": "B2", "unixReviewTime": "172800.9", "reviewText": "twelve chars"}""",
        """{"reviewerID": "U3", "asin": "B2", "unixReviewTime": 1e18}""",
        """{"reviewerID": "U3", "asin": "", "unixReviewTime": 1}""",
        """{"reviewerID": "U3", "asin": "B2"}""",
        "{'reviewerID': 'U4', 'asin': 'B3', 'unixReviewTime': 259200, 'reviewText': u'python'}",
        $$"""{{{Keys}}} trailing""",
        $$"""{{{Keys}}, "open": "x""",
        $$$$"""{{{{{Keys}}}}, "deep": {{{{new string('[', 300)}}}}{{{{new string(']', 300)}}}}}""",
        "[1]", "null", "17", "<html>", "{}",
    ];

    [Fact]
    public void Each_odd_line_gives_the_rows_and_complaints_of_the_general_reader()
    {
        foreach (var line in Lines)
        {
            Assert.Equal(General(line), Describe(Parse(Encoding.UTF8.GetBytes(line))));
        }
    }

    [Fact]
    public void Cut_and_damaged_lines_give_the_rows_and_complaints_of_the_general_reader()
    {
        var whole = Encoding.UTF8.GetBytes(Lines[1]);
        Prop.ForAll(Gen.Choose(0, whole.Length).Zip(Gen.Choose(0, 255)).ToArbitrary(), change =>
        {
            byte[] cut = whole[..change.Item1];
            byte[] changed = [.. whole];
            changed[Math.Min(change.Item1, whole.Length - 1)] = change.Item2 == '\n' ? (byte)' ' : (byte)change.Item2;
            return Describe(Parse(cut)) == General(cut) && Describe(Parse(changed)) == General(changed);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_file_of_lines_and_the_same_records_as_a_JSON_array_are_prepared_to_equal_bytes()
    {
        using var folder = new TempFolder();
        string[] records = [.. Lines[..6], .. Enumerable.Range(0, 9000).Select(i => $$"""{"reviewerID": "U{{i % 700}}", "asin": "B{{i % 90}}", "unixReviewTime": {{i % 50 * 86400}}, "reviewText": "text \u2713 {{i % 11}}"}""")];
        File.WriteAllText(folder.File("lines.json"), string.Join('\n', records));
        File.WriteAllText(folder.File("array.json"), "[" + string.Join(",\n", records) + "]");
        File.WriteAllText(folder.File("meta.json"), string.Join('\n', Enumerable.Range(0, 90).Select(i => $$"""{"asin": "B{{i}}", "title": "t{{i}}"}""")));

        var lines = Prepare(folder, "lines");
        var array = Prepare(folder, "array");

        Assert.Equal(9006, lines.Counts["source_interactions"]);
        Assert.Equal(lines.Outputs, array.Outputs);
    }

    [Fact]
    public void Blocks_hold_the_lines_of_the_file_with_their_numbers()
    {
        using var folder = new TempFolder();
        var sizes = ArbMap.Default.ArbFor<byte[]>().Generator.Zip(Gen.Choose(1, 100)).ToArbitrary();
        Prop.ForAll(sizes, input =>
        {
            var text = string.Join('\n', input.Item1.Select((size, line) => $"{line}:" + new string('x', size)));
            File.WriteAllText(folder.File("a.txt"), text);
            using var reader = new RecordReader(folder.File("a.txt"), bufferSize: 16);
            StringBuilder joined = new();
            while (!reader.IsArray && reader.NextBlock(input.Item2) is { } block)
            {
                var part = Encoding.UTF8.GetString(block.Bytes, 0, block.Length);
                joined.Append(part);
                Assert.StartsWith($"{block.FirstLine - 1}:", part, StringComparison.Ordinal);
                block.Return();
            }

            return joined.ToString() == text;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Keys_are_numbered_as_they_come_by_first()
    {
        var numbers = new KeyNumbers();
        var expected = new Dictionary<string, int>();
        var random = new Random(4);
        for (var draw = 0; draw < 30_000; draw++)
        {
            var key = random.Next(9000).ToString("X", System.Globalization.CultureInfo.InvariantCulture);
            var isKnown = expected.TryGetValue(key, out var number);
            Assert.Equal(isKnown ? number : expected[key] = expected.Count, numbers.NumberOf(Encoding.UTF8.GetBytes(key), KeyNumbers.HashOf(Encoding.UTF8.GetBytes(key)), out var isNew));
            Assert.Equal(!isKnown, isNew);
        }
    }

    private static Manifest Prepare(TempFolder folder, string name) => Preparation.Run(new PrepareRequest
    {
        Sources = new DataSources { Reviews = [folder.File(name + ".json")], Metadata = [folder.File("meta.json")], Mapping = "ucsd", Name = "flat" },
        Config = Corpus.KeepAll,
        Out = folder.File(name),
    }).Manifest;

    private static EventRows Parse(byte[] line)
    {
        using var parser = new EventParser(MappingFiles.Load("ucsd"));
        var rows = new EventRows();
        parser.Parse(new LineBlock(line, line.Length, 1), "a.json", rows);
        return rows;
    }

    private static string General(string line) => General(Encoding.UTF8.GetBytes(line));

    private static string General(byte[] line)
    {
        var rows = new EventRows();
        var mapping = MappingFiles.Load("ucsd");
        using var extractor = new EventExtractor(mapping);
        if (RecordReader.IsBlank(line))
        {
            return Describe(rows);
        }

        rows.Records = 1;
        using var document = new RecordParser().Parse(line, out var problem);
        if (document is null)
        {
            rows.Malformed.Add("a.json", 1, problem, line);
            return Describe(rows);
        }

        foreach (var (_, lacking) in extractor.Extract(document.RootElement))
        {
            if ((lacking ?? new EventMaker(mapping).Add(extractor.Fields, extractor.EventExtra.Close(), rows)) is { } wrong)
            {
                rows.Malformed.Add("a.json", 1, wrong, line);
            }
        }

        return Describe(rows);
    }

    private static string Describe(EventRows rows)
    {
        string Text(TextPlace place) => Encoding.UTF8.GetString(rows[place]);
        return $"{rows.Records} {string.Join(' ', rows.Malformed.First)} " + string.Join(' ', rows.Rows.ToArray().Select(row =>
            $"{Text(row.User)}|{Text(row.Item)}|{row.Time}|{row.Rating}|{Text(row.Summary)}|{Text(row.Text)}|{Text(row.Critique)}|{Text(row.Extra)}|{row.TextHash}"));
    }
}
