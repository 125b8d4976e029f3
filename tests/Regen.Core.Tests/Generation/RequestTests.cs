using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Domain;
using Regen.Core.Generation;
using Regen.Core.LanguageModels;
using Xunit;
using static Regen.Core.Tests.Generation.Shoppers;

namespace Regen.Core.Tests.Generation;

/// <summary>Nothing from the future: what requests of every kind and position know and do not know, by their bytes.</summary>
public sealed class RequestTests
{
    private static string Bytes(ModelRequest request) => $"{request.System}\n{request.User}\n{request.Schema}\n{request.SchemaName}\n{request.Prompt}";

    private static int Position(ModelRequest request) => int.Parse(request.Place.Split('/')[^1]);

    [Fact]
    public void A_critique_request_knows_both_items_and_no_review_of_the_wanted_one()
    {
        Prop.ForAll(Gen.Choose(2, 9).ToArbitrary(), ArbMap.Default.ArbFor<bool>(), (length, hasHistory) =>
        {
            var writer = new CritiqueWriter(Critiques with { History = hasHistory }, Uncut, new PromptLibrary());
            var requests = writer.Questions([Canaries(length)]).Select(question => question.First).ToArray();
            Assert.Equal(Enumerable.Range(1, length - 1), requests.Select(Position));
            foreach (var request in requests)
            {
                var wanted = Position(request);
                string[] known = [.. ItemWords(wanted - 1), .. ItemWords(wanted), .. hasHistory ? Enumerable.Range(0, wanted).SelectMany(at => ItemWords(at).Concat(ReviewWords(at))) : []];
                RequireExactly(known, request, length);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_narrative_request_knows_the_purchases_up_to_its_position_and_an_endorsement_not_what_was_thought_of_the_last()
    {
        var arbitrary = (from length in Gen.Choose(1, 8) from isOne in Gen.Elements(true, false) from isLast in Gen.Elements(true, false) from hasCritiques in Gen.Elements(true, false) select (length, isOne, isLast, hasCritiques)).ToArbitrary();
        Prop.ForAll(arbitrary, sample =>
        {
            var (length, isOne, isLast, hasCritiques) = sample;
            var config = Narratives with { Request = isOne ? "user" : "group", Positions = isLast ? "last" : "all", Critiques = hasCritiques };
            var conversation = new Conversation { History = Canaries(length), Critiques = CanaryCritiques(length), Narratives = [] };
            var requests = new NarrativeWriter(config, Uncut, new PromptLibrary()).Questions([conversation]).Select(question => question.First).ToArray();
            Assert.Equal((isOne ? 1 : 3) * (isLast ? 1 : length), requests.Length);
            foreach (var request in requests)
            {
                var last = Position(request);
                var isHidden = request.Place.StartsWith("narratives/endorsement", StringComparison.Ordinal) || request.Place.StartsWith("narratives/all", StringComparison.Ordinal);
                string[] known =
                [
                    .. Enumerable.Range(0, last + 1).SelectMany(ItemWords),
                    .. Enumerable.Range(0, isHidden ? last : last + 1).SelectMany(ReviewWords),
                    .. hasCritiques ? Enumerable.Range(1, last).Select(at => Word("said", at)) : [],
                ];
                RequireExactly(known, request, length);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Purchases_stand_in_order_with_days_before_the_last_and_without_keys()
    {
        var conversation = new Conversation { History = Canaries(4), Critiques = CanaryCritiques(4), Narratives = [] };
        var request = new NarrativeWriter(Narratives, Uncut, new PromptLibrary()).Questions([conversation]).First(question => question.First.Place.Contains("reasons")).First;

        var heads = request.User.Split('\n').Where(line => line.StartsWith("Purchase ", StringComparison.Ordinal));
        Assert.Equal(["Purchase 1 of 4, 12 days before the last", "Purchase 2 of 4, 10 days before the last", "Purchase 3 of 4, 6 days before the last", "Purchase 4 of 4, the last"], heads);
        Assert.DoesNotContain("xasin", Bytes(request), StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_pairs_of_different_users_are_one_request_and_histories_make_them_two()
    {
        ModelRequest[] Ask(bool hasHistory) =>
            [.. new CritiqueWriter(Critiques with { History = hasHistory }, Uncut, new PromptLibrary()).Questions([Canaries(2, 0), Other(Canaries(2, 1))]).Select(question => question.First)];
        static PurchaseHistory Other(PurchaseHistory history) => history with { Purchases = [.. history.Purchases.Select(purchase => purchase with { Review = new Review { Text = "mine" } })] };

        var (alone, beside) = (Ask(false), Ask(true));
        Assert.Equal(Bytes(alone[0]), Bytes(alone[1]));
        Assert.NotEqual(alone[0].Place, alone[1].Place);
        Assert.NotEqual(Bytes(beside[0]), Bytes(beside[1]));
    }

    [Fact]
    public void Only_pairs_with_enough_shared_levels_are_asked_about()
    {
        var history = Canaries(6);
        history = history with { Purchases = [.. history.Purchases.Select((purchase, at) => purchase with { SharedLevels = at })] };
        int[] Positions(int levels) => [.. new CritiqueWriter(Critiques with { MinSharedLevels = levels }, Uncut, new PromptLibrary()).Questions([history]).Select(question => Position(question.First))];

        Assert.Equal([4, 5], Positions(4));
        Assert.Equal([1, 2, 3, 4, 5], Positions(1));
        Assert.Equal([], Positions(6));
    }

    [Fact]
    public void A_request_names_its_prompt_with_the_hash_of_the_file()
    {
        var request = new CritiqueWriter(Critiques with { MaxOutputTokens = 99 }, Uncut, new PromptLibrary()).Questions([Canaries(2)]).Single().First;
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(new PromptLibrary().Read("critique.v1"))));
        Assert.Equal($"critique.v1 {sha}", request.Prompt);
        Assert.Equal(("critique", 99, ""), (request.SchemaName, request.MaxOutputTokens, request.Draw));
    }

    private static void RequireExactly(string[] known, ModelRequest request, int length)
    {
        var bytes = Bytes(request);
        var all = Enumerable.Range(0, length).SelectMany(at => ItemWords(at).Concat(ReviewWords(at)).Append(Word("said", at))).Distinct();
        foreach (var word in all)
        {
            Assert.True(bytes.Contains(word, StringComparison.Ordinal) == known.Contains(word), $"{request.Place}: {word} {(known.Contains(word) ? "is missing" : "is known")}");
        }
    }
}
