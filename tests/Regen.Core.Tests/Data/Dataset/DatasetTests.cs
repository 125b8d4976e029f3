using Regen.Core.Configuration;
using Regen.Core.Data;
using Regen.Core.Data.Dataset;
using Regen.Core.Data.Sample;
using Regen.Core.Domain;
using Regen.Core.Generation;
using Regen.Core.Storage;
using Regen.Core.Tests.Generation;
using Regen.Core.Tests.Storage;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Data.Dataset;

/// <summary>A small sample corpus, prepared once.</summary>
public sealed class DatasetFixture : IDisposable
{
    private readonly TempFolder folder = new();

    public DatasetFixture()
    {
        SampleCorpus.Write(new SampleRequest { Users = 120, Items = 150, Out = Raw });
        Preparation.Run(new PrepareRequest { Folder = Raw, Out = Prepared });
    }

    public string Raw => folder.File("raw");

    public string Prepared => folder.File("prepared");

    public GenerationConfig Config { get; } = StrictYaml.Load<GenerationConfig>(Repository.Path("experiments/generation/sample.v1.yaml"));

    /// <summary>Writes a dataset as the command does.</summary>
    internal (string Folder, DatasetManifest Manifest) Write(string name, int seed = 1, string answer = "")
    {
        var config = Config with { Critiques = Config.Critiques! with { Seed = seed } };
        var critiques = new CritiqueWriter(config.Critiques!, config.History, new PromptLibrary());
        var narratives = new NarrativeWriter(config.Narratives!, config.History, new PromptLibrary());
        var interviewer = answer.Length == 0 ? DirectInterviewer.Scripted() : new DirectInterviewer(_ => answer);
        var target = folder.File(name);
        using var dataset = DatasetWriter.Create(target, Prepared);
        foreach (var conversation in critiques.Write(HistoryReader.Open(Prepared).Read(), interviewer).ToBlockingEnumerable())
        {
            dataset.AddCritiques(conversation);
        }

        foreach (var conversation in narratives.Write(dataset.ReadCritiqued(), interviewer).ToBlockingEnumerable())
        {
            dataset.AddNarratives(conversation);
        }

        var origin = new DatasetOrigin
        {
            Config = config,
            Script = "script 1",
            Prompts = [critiques.Prompt, .. narratives.Prompts],
            ReportedModels = ["a|b"],
            Counts = new Dictionary<string, long> { ["critique_pairs"] = critiques.Tally.Pairs },
            Dropped = critiques.Tally.Dropped.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
        };
        return (target, dataset.Finish(origin));
    }

    public string File(string name) => folder.File(name);

    public void Dispose() => folder.Dispose();
}

public sealed class DatasetTests(DatasetFixture fixture) : IClassFixture<DatasetFixture>
{
    [Fact]
    public void What_was_written_is_read_back_user_by_user()
    {
        var (folder, manifest) = fixture.Write("whole");
        var corpus = HistoryReader.Open(fixture.Prepared);
        var read = DatasetReader.Read(folder, fixture.Prepared).ToArray();

        Assert.Equal(corpus.Read().Select(history => history.Key), read.Select(conversation => conversation.History.Key));
        Assert.All(read, conversation =>
        {
            var purchases = conversation.History.Purchases;
            Assert.Equal(Enumerable.Range(1, purchases.Count - 1).Where(at => purchases[at].SharedLevels >= 4), conversation.Critiques.Select(critique => critique.Position));
            Assert.Equal(Enum.GetValues<NarrativeKind>().Select(kind => (purchases.Count - 1, kind)), conversation.Narratives.Select(text => (text.Position, text.Kind)));
            Assert.All(conversation.Critiques, critique => Assert.NotNull(critique.Text));
        });
        Assert.Equal(read.Sum(conversation => conversation.Critiques.Count), manifest.Counts.Where(count => count.Key.StartsWith("critiques_", StringComparison.Ordinal)).Sum(count => count.Value));
        Assert.Equal(read.Length * 6, manifest.Counts["narratives_test"]);
    }

    [Fact]
    public void Equal_answers_give_equal_bytes_and_another_seed_others()
    {
        byte[] Bytes(string folder, string file) => File.ReadAllBytes(Path.Combine(folder, file));
        var (one, two, other) = (fixture.Write("one").Folder, fixture.Write("two").Folder, fixture.Write("other", seed: 2).Folder);
        foreach (var file in new[] { "critiques.parquet", "narratives.parquet", "datasheet.md", "manifest.json" })
        {
            Assert.Equal(Bytes(one, file), Bytes(two, file));
        }

        Assert.NotEqual(Bytes(one, "critiques.parquet"), Bytes(other, "critiques.parquet"));
        Assert.Equal(["critiques.parquet", "datasheet.md", "manifest.json", "narratives.parquet"], Directory.EnumerateFileSystemEntries(one).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Parts_of_the_users_together_are_all_of_them()
    {
        var folder = fixture.Write("parts").Folder;
        var parts = Enumerable.Range(1, 3).SelectMany(part => DatasetReader.Read(folder, fixture.Prepared, new WorkPart(part, 3)));
        Assert.Equal(
            DatasetReader.Read(folder, fixture.Prepared).SelectMany(user => user.Critiques.Select(critique => (user.History.User, critique.Position, critique.Text))),
            parts.SelectMany(user => user.Critiques.Select(critique => (user.History.User, critique.Position, critique.Text))));
    }

    [Fact]
    public void The_drawn_critiques_are_what_a_preparation_reads()
    {
        var folder = fixture.Write("train").Folder;
        var config = CalRec.Default with { Critiques = CalRec.Default.Critiques with { Source = "file", Seed = 99 } };
        var sources = DataSources.Detect(fixture.Raw) with { Critiques = Path.Combine(folder, "critiques.parquet") };
        Preparation.Run(new PrepareRequest { Sources = sources, Config = config, Out = fixture.File("critiqued") });
        var data = PreparedStore.Open(fixture.File("critiqued"));

        var said = DatasetReader.Read(folder, fixture.File("critiqued")).SelectMany(user => user.Critiques.Select(critique => (user.History.User, critique.Position, critique.Text)));
        var heard = Enumerable.Range(0, data.Sequences.UserCount).SelectMany(user => Enumerable.Range(0, data.Sequences.LengthOf(user))
            .Where(at => data.Sequences.IsCritiquedAt(user, at)).Select(at => (user, at, (string?)data.CritiqueTexts[data.Sequences.CritiquesOf(user)[at]])));
        Assert.Equal(said, heard);
        Assert.True(data.Statistics.CritiquedPairs > 100);
        Assert.All(
            DatasetReader.Read(folder, fixture.File("critiqued")).SelectMany(user => user.Critiques.Select(critique => (user.History.User, critique))),
            one => Assert.Equal(one.critique.Options, data.Wordings.At(one.User, one.critique.Position).Select(option => data.CritiqueTexts[option])));
    }

    [Fact]
    public void A_marked_pair_has_no_critique_for_a_preparation()
    {
        var folder = fixture.Write("marked", answer: """{"critiques": [""]}""").Folder;
        var read = DatasetReader.Read(folder, fixture.Prepared).SelectMany(user => user.Critiques).ToArray();
        Assert.NotEmpty(read);
        Assert.All(read, critique => Assert.Equal((0, null, null, true), (critique.Options.Count, critique.Drawn, critique.Text, critique.Problem!.Contains("says nothing", StringComparison.Ordinal))));
        Assert.Equal(read.Length, DatasetManifest.Read(folder).Counts["critiques_problem"]);
    }

    [Fact]
    public void Texts_are_marked_by_what_they_have_seen()
    {
        var folder = fixture.Write("seen").Folder;
        var table = ParquetFile.Read(Path.Combine(folder, "critiques.parquet"), "user_number", "position", "part");
        var lengths = HistoryReader.Open(fixture.Prepared).Read().ToDictionary(history => history.User, history => history.Purchases.Count);
        for (var row = 0; row < table.RowCount; row++)
        {
            var before = lengths[table.Ints("user_number")[row]] - table.Ints("position")[row];
            Assert.Equal(before == 1 ? "test" : before == 2 ? "validation" : "train", table.Strings("part")[row]);
        }
    }

    [Fact]
    public void A_dataset_that_was_not_finished_is_none()
    {
        var folder = fixture.Write("broken").Folder;
        using (DatasetWriter.Create(folder, fixture.Prepared))
        {
            // Killed here: what was finished before is no dataset any more.
        }

        Assert.Contains("no finished dataset", Assert.Throws<RegenException>(() => DatasetReader.Read(folder, fixture.Prepared).ToArray()).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_belongs_to_its_corpus_and_its_files_to_it()
    {
        var folder = fixture.Write("owned").Folder;
        using var corpus = new Corpus().Item("A", "a", "R", "x", "y", "z").Item("B", "b", "R", "x", "y", "z").Review("u", "A", 1).Review("u", "B", 2);
        corpus.Run();
        Assert.Contains("other users or items", Assert.Throws<RegenException>(() => DatasetReader.Read(folder, corpus.Folder.File("out")).ToArray()).What, StringComparison.Ordinal);

        File.AppendAllText(Path.Combine(folder, "narratives.parquet"), "x");
        Assert.Contains("narratives.parquet has", Assert.Throws<RegenException>(() => DatasetReader.Read(folder, fixture.Prepared).ToArray()).What, StringComparison.Ordinal);
    }

    [Fact]
    public void The_datasheet_says_who_wrote_it_what_it_holds_and_what_it_may_train()
    {
        var sheet = File.ReadAllText(Path.Combine(fixture.Write("sheet").Folder, "datasheet.md"));
        foreach (var part in new[] { "# Datasheet: sample v1 on sample", "is synthetic", "Written by rules (script 1)", "a\\|b", "critique.v1 ", "| narratives test | ", "| GivesTitle | ", "never as training data", "MIT licence" })
        {
            Assert.Contains(part, sheet, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<b>|*_x`\ny\u0007", "\\<b\\>\\|\\*\\_x\\` y")]
    [InlineData("Bold-Tip (Tags-40948), 1.0 mm #2 +3!", "Bold-Tip (Tags-40948), 1.0 mm #2 +3!")] // no marks inside a line
    [InlineData("- a list", "\\- a list")]
    [InlineData("  # a heading", "  \\# a heading")]
    [InlineData("12. a numbered list", "12\\. a numbered list")]
    [InlineData("3) another", "3\\) another")]
    [InlineData("[a](http://x) & ~b~ ![c](d)", "\\[a\\](http://x) \\& \\~b\\~ !\\[c\\](d)")]
    public void Texts_of_others_are_no_markdown(string text, string expected) => Assert.Equal(expected, MarkdownText.Escape(text));

    [Fact]
    public void Rows_out_of_order_are_refused()
    {
        using var dataset = DatasetWriter.Create(fixture.File("order"), fixture.Prepared);
        var history = HistoryReader.Open(fixture.Prepared).Read().First(history => history.Purchases.Count > 2);
        var conversation = new Conversation { History = history, Critiques = [new Critique { Position = 1, Options = ["x"], Drawn = 0 }], Narratives = [] };
        dataset.AddCritiques(conversation);
        Assert.Throws<InvalidOperationException>(() => dataset.AddCritiques(conversation));
        Assert.Throws<InvalidOperationException>(() => dataset.AddNarratives(conversation));
    }
}
