using Regen.Core.Domain;
using Regen.Core.Generation;
using Xunit;
using static Regen.Core.Tests.Generation.Shoppers;

namespace Regen.Core.Tests.Generation;

public sealed class NarrativeWriterTests
{
    private static readonly NarrativeKind[] Kinds = Enum.GetValues<NarrativeKind>();

    private static Conversation Talk(int length, int user = 0) => new() { History = Canaries(length, user), Critiques = CanaryCritiques(length), Narratives = [] };

    private static string Answer(Regen.Core.LanguageModels.ModelRequest request) => request.Place.Split('/')[1] switch
    {
        "endorsement" => """{"product_endorsement": "buy it"}""",
        "reasons" => """{"purchase_reason": "for work", "purchase_reason_explanation": "for work,\nas before"}""",
        "summaries" => """{"brief_summary": "brief", "detailed_summary": "long", "profile": "shopper"}""",
        _ => """{"product_endorsement": "a", "purchase_reason": "b", "purchase_reason_explanation": "c", "brief_summary": "d", "detailed_summary": "e", "profile": "f"}""",
    };

    [Theory]
    [InlineData("group", "last", 3)]
    [InlineData("group", "all", 9)]
    [InlineData("user", "last", 1)]
    [InlineData("user", "all", 3)]
    public void Every_user_gets_six_narratives_for_each_position(string request, string positions, int requests)
    {
        var writer = new NarrativeWriter(Narratives with { Request = request, Positions = positions }, Uncut, new PromptLibrary());
        var interviewer = new DirectInterviewer(Answer);
        var written = writer.Write([Talk(3, 0), Talk(3, 5)], interviewer).ToBlockingEnumerable().ToArray();

        int[] expected = positions == "last" ? [2] : [0, 1, 2];
        Assert.Equal([0, 5], written.Select(user => user.History.User));
        Assert.All(written, user => Assert.Equal(expected.SelectMany(at => Kinds.Select(kind => (at, kind))), user.Narratives.Select(text => (text.Position, text.Kind))));
        Assert.Equal((2 * requests, 2 * 6 * expected.Length, 0), (writer.Tally.Requests, writer.Tally.Written, writer.Tally.Unreadable));
        Assert.Equal(request == "group" ? 3 : 1, writer.Prompts.Count);
    }

    [Fact]
    public void A_text_that_does_not_pass_is_asked_for_again_and_then_dropped_while_its_neighbour_stays()
    {
        var lengthy = string.Join(' ', Enumerable.Repeat("word", 46));
        var interviewer = new DirectInterviewer(request => request.Place.Contains("reasons") ? $$"""{"purchase_reason": "{{lengthy}}", "purchase_reason_explanation": "good\u0007"}""" : Answer(request));
        var writer = new NarrativeWriter(Narratives, Uncut, new PromptLibrary());
        var texts = writer.Write([Talk(2)], interviewer).ToBlockingEnumerable().Single().Narratives;

        Assert.Equal(Kinds.Except([NarrativeKind.PurchaseReason]), texts.Select(text => text.Kind));
        Assert.Equal("good", texts.Single(text => text.Kind == NarrativeKind.PurchaseReasonExplanation).Text);
        Assert.Contains("\"purchase_reason\" has more than 45 words", interviewer.Asked.Single(request => request.Draw == "again").User, StringComparison.Ordinal);
        Assert.Equal((1, 1), (writer.Tally.Unreadable, writer.Tally.Dropped[NarrativeFault.TooLong]));
    }

    [Theory]
    [InlineData("""{"profile": "shopper", "brief_summary": "b"}""", "\"detailed_summary\" is missing or no text")]
    [InlineData("""{"profile": "two\nlines", "brief_summary": "b", "detailed_summary": "d"}""", "\"profile\" has more than one line")]
    [InlineData("""{"profile": 7, "brief_summary": " ", "detailed_summary": "d"}""", "\"brief_summary\" is missing or no text; \"profile\" is missing or no text")]
    [InlineData("sorry", "it holds no JSON object")]
    public void A_problem_says_what_a_model_can_mend(string answer, string problem)
    {
        var question = new NarrativeWriter(Narratives, Uncut, new PromptLibrary()).Questions([Talk(2)]).Single(question => question.First.Place.Contains("summaries"));
        Assert.Equal(problem, question.Read(new Regen.Core.LanguageModels.ModelAnswer { Text = answer }).Problem);
    }

    [Fact]
    public void Unanswered_requests_leave_their_texts_out_and_are_counted()
    {
        var writer = new NarrativeWriter(Narratives, Uncut, new PromptLibrary());
        var texts = writer.Write([Talk(2)], new DirectInterviewer(request => request.Place.Contains("summaries") ? null : Answer(request))).ToBlockingEnumerable().Single().Narratives;
        Assert.Equal([NarrativeKind.ProductEndorsement, NarrativeKind.PurchaseReason, NarrativeKind.PurchaseReasonExplanation], texts.Select(text => text.Kind));
        Assert.Equal(1, writer.Tally.Unanswered);
    }
}
