using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Regen.Core.Data;
using Regen.Core.Data.Sample;
using Regen.Core.Domain;
using Regen.Core.Generation;
using Regen.Core.Generation.Scripted;
using Regen.Core.LanguageModels;
using Regen.Core.Tests.Storage;
using Xunit;
using static Regen.Core.Tests.Generation.Shoppers;

namespace Regen.Core.Tests.Generation;

public sealed class ScriptedWriterTests
{
    private static readonly string[] Pens = ["Office Products", "Supplies", "Writing", "Pens"];

    private static string[] Options(Item current, Item goal, int options = 5)
    {
        var writer = new CritiqueWriter(Critiques with { Options = options }, Uncut, new PromptLibrary());
        var history = new PurchaseHistory { User = 0, Key = "u", Purchases = [Of(current, new Review()), Of(goal, new Review())] };
        var question = writer.Questions([history]).Single();
        var read = question.Read(new ModelAnswer { Text = ScriptedWriter.Answer(question.First.User) });
        Assert.True(read.IsGood, read.Problem);
        return [.. read.Value!.Kept];
    }

    [Theory]
    [InlineData("Gel Pens, Blue", "Gel Pens, Black", "black")]
    [InlineData("Gel Pens, 0.7 mm", "Gel Pens, 0.5 mm", "0.5 mm")]
    [InlineData("Pens, Medium Point", "Pens, Fine Point", "fine point")]
    [InlineData("Pens, 12-Pack", "Pens, Pack of 60", "60")]
    [InlineData("Plastic Pens", "Metal Pens", "metal")]
    [InlineData("Pens", "Retractable Pens", "retractable")]
    [InlineData("Pens", "Pens with Clip", "a clip")]
    [InlineData("Pens, Letter", "Pens, Legal", "legal size")]
    public void The_one_difference_is_said_in_several_ways(string current, string goal, string word)
    {
        var options = Options(new Item { Asin = "A", Title = current, Categories = Pens }, new Item { Asin = "B", Title = goal, Categories = Pens });
        Assert.Equal(5, options.Distinct().Count());
        Assert.True(options.Count(option => option.Contains(word, StringComparison.OrdinalIgnoreCase)) >= 3, string.Join(" | ", options));
    }

    [Fact]
    public void Kind_brand_and_price_are_differences_too()
    {
        var (binder, folder) = (new Item { Asin = "A", Title = "One", Brand = "Acme", Categories = [.. Pens, "Round Ring Binders"], Price = 20 }, new Item { Asin = "B", Title = "Two", Brand = "Zenith", Categories = [.. Pens, "Expanding Folders"], Price = 5 });
        var options = Options(binder, folder, 15);
        Assert.Contains(options, option => option.Contains("expanding folders", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(options, option => option.Contains("cheaper", StringComparison.OrdinalIgnoreCase) || option.Contains("less money", StringComparison.OrdinalIgnoreCase) || option.Contains("spend", StringComparison.OrdinalIgnoreCase) || option.Contains("lower price", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(options, option => option.Contains("Zenith", StringComparison.Ordinal));
    }

    [Fact]
    public void Items_without_a_difference_get_a_wish_for_something_else() =>
        Assert.Equal(5, Options(new Item { Asin = "A", Title = "Same" }, new Item { Asin = "B", Title = "Same" }).Distinct().Count());

    [Fact]
    public void Equal_requests_have_equal_answers_and_the_second_request_another_one()
    {
        var question = new CritiqueWriter(Critiques, Uncut, new PromptLibrary()).Questions([Canaries(2)]).Single();
        var first = ScriptedWriter.Answer(question.First.User);
        Assert.Equal(first, ScriptedWriter.Answer(question.First.User));
        Assert.NotEqual(first, ScriptedWriter.Answer(question.Again!(new ModelAnswer { Text = "x" }, "bad").User));
    }

    [Fact]
    public async Task It_is_a_chat_client()
    {
        using var client = new ScriptedWriter();
        var request = new CritiqueWriter(Critiques, Uncut, new PromptLibrary()).Questions([Canaries(2)]).Single().First;
        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.System, request.System), new ChatMessage(ChatRole.User, request.User)], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((ScriptedWriter.Answer(request.User), ScriptedWriter.Version), (response.Text, response.ModelId));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{\"properties\":{\"verdict\":{}}}")]
    public void What_it_does_not_understand_it_says(string text) => Assert.Throws<RegenException>(() => ScriptedWriter.Answer(text));

    [Fact]
    public void Whatever_customers_and_shops_write_is_answered()
    {
        var text = Gen.Elements("{\"critiques\":", "[end", "Title: x", "12-Pack", "0.5 x", "1/0 inch", "99999999999 pack", "&", "((", ",,", "\"", "x x x", "/", "Black/Gray", "\ud83d\ude00").Or(ArbMap.Default.GeneratorFor<string>()).ArrayOf().Select(parts => string.Join(' ', parts));
        Prop.ForAll(Gen.ArrayOf(text, 6).ToArbitrary(), parts =>
        {
            Item Make(int at) => new() { Asin = $"B{at}", Title = parts[at], Brand = parts[at + 1], Description = parts[at + 2], Categories = [.. Pens, parts[at + 1]], Price = at };
            var history = new PurchaseHistory { User = 0, Key = "u", Purchases = [Of(Make(0), new Review { Rating = 3, Text = parts[5] }), Of(Make(3), new Review { Rating = 5, Summary = parts[0] })] };
            var conversation = new Conversation { History = history, Critiques = [], Narratives = [] };
            foreach (var question in new NarrativeWriter(Narratives, Uncut, new PromptLibrary()).Questions([conversation]))
            {
                using var answer = JsonDocument.Parse(ScriptedWriter.Answer(question.First.User));
                Assert.All(answer.RootElement.EnumerateObject(), property => Assert.NotEqual("", property.Value.GetString()));
            }

            foreach (var question in new CritiqueWriter(Critiques, Uncut, new PromptLibrary()).Questions([history]))
            {
                using var answer = JsonDocument.Parse(ScriptedWriter.Answer(question.First.User));
                Assert.NotEmpty(answer.RootElement.GetProperty("critiques").EnumerateArray());
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void On_the_sample_nearly_all_options_pass_and_every_narrative_does_and_stands_on_its_request()
    {
        using var folder = new TempFolder();
        SampleCorpus.Write(new SampleRequest { Users = 300, Items = 200, Out = folder.File("raw") });
        Preparation.Run(new PrepareRequest { Folder = folder.File("raw"), Out = folder.File("prepared") });
        var histories = HistoryReader.Open(folder.File("prepared"));
        var critiques = new CritiqueWriter(Critiques, Uncut, new PromptLibrary());
        var talks = critiques.Write(histories.Read(), DirectInterviewer.Scripted()).ToBlockingEnumerable().ToArray();
        var narratives = new NarrativeWriter(Narratives, Uncut, new PromptLibrary());
        var asked = new DirectInterviewer(request => ScriptedWriter.Answer(request.User));
        var told = narratives.Write(talks, asked).ToBlockingEnumerable().ToArray();

        Assert.Equal(critiques.Tally.Pairs, critiques.Tally.Written);
        Assert.True(critiques.Tally.Dropped.Values.Sum() < 0.02 * critiques.Tally.Options, $"{critiques.Tally.Dropped.Values.Sum()} of {critiques.Tally.Options}");
        Assert.True(critiques.Tally.Options > 4.8 * critiques.Tally.Pairs);
        Assert.Equal(told.Length * 6L, narratives.Tally.Written);
        Assert.Equal(0, narratives.Tally.Unreadable);
        foreach (var request in asked.Asked)
        {
            // What is quoted was said in the request; numbers in words (how many, how often) are the writer's own.
            foreach (var quote in JsonDocument.Parse(ScriptedWriter.Answer(request.User)).RootElement.EnumerateObject().SelectMany(text => Quotes(text.Value.GetString()!)))
            {
                Assert.Contains(quote.TrimEnd('.'), request.User.Replace('"', '\''), StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<string> Quotes(string text) => text.Split('"').Where((_, at) => at % 2 == 1);
}
