using System.Text.Json;
using Regen.Core.Domain;
using Regen.Core.Rating;
using Regen.Core.Rating.Scripted;
using Regen.Tests;
using Xunit;

namespace Regen.Core.Tests.Rating;

/// <summary>120 texts written by hand, with the orders that were stated before the rater was asked (tests/golden/rater-cases.json).</summary>
public sealed class RaterCaseTests
{
    private static readonly ScriptedRater Rater = new();

    [Fact]
    public void The_scripted_rater_orders_means_of_groups_as_stated_and_nearly_all_single_pairs()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("tests/golden/rater-cases.json")));
        var (right, tied, all, count) = (0, 0, 0, 0);
        List<string> wrongMeans = [];
        List<string> wrongPairs = [];
        foreach (var (name, kind) in (ReadOnlySpan<(string, string)>)[("critiques", "critique"), ("narratives", "narrative")])
        {
            var scenes = file.RootElement.GetProperty(name).EnumerateArray().Select(scene => (Name: scene.GetProperty("name").GetString()!, Scores: Scores(scene))).ToArray();
            count += scenes.Sum(scene => scene.Scores.Count);
            foreach (var attribute in file.RootElement.GetProperty("orders").GetProperty(kind).EnumerateObject())
            {
                foreach (var order in attribute.Value.EnumerateArray())
                {
                    var (better, worse) = (order[0].GetString()!, order[1].GetString()!);
                    var pairs = scenes.Where(scene => scene.Scores[better].ContainsKey(attribute.Name))
                        .Select(scene => (scene.Name, Difference: scene.Scores[better][attribute.Name] - scene.Scores[worse][attribute.Name])).ToArray();
                    all += pairs.Length;
                    right += pairs.Count(pair => pair.Difference > 0);
                    tied += pairs.Count(pair => pair.Difference == 0);
                    wrongPairs.AddRange(pairs.Where(pair => pair.Difference <= 0).Select(pair => $"{pair.Name} {attribute.Name}: {better} {pair.Difference:+0;-0;0} {worse}"));
                    if (pairs.Average(pair => pair.Difference) <= 0)
                    {
                        wrongMeans.Add($"{attribute.Name}: {better} > {worse}");
                    }
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{right} of {all} pairs ordered as stated, {tied} tied");
        Assert.Equal(120, count);
        Assert.Empty(wrongMeans);
        Assert.True(right >= 0.9 * all, $"{right} of {all} ordered as stated, {tied} tied:\n{string.Join('\n', wrongPairs)}");
    }

    // By text, then by attribute.
    private static Dictionary<string, Dictionary<string, int>> Scores(JsonElement scene) =>
        scene.GetProperty("texts").EnumerateObject().ToDictionary(text => text.Name, text =>
        {
            var subject = Subject(scene, text.Value.GetString()!);
            var questions = SmallConversations.Questions.Of(subject).ToArray();
            var sheets = questions.Select(question => GradeSheet.Read(Rater.Answer(question.First.User, question.First.Draw), subject.Cells).Value!).ToArray();
            return subject.Cells.ToDictionary(cell => RatingScheme.Name(cell.Attribute), cell => Ensemble.Decide([.. sheets.Select(sheet => sheet[cell].Value)]).Value!.Value);
        });

    private static RatingSubject Subject(JsonElement scene, string text)
    {
        var isCritique = scene.TryGetProperty("current", out var current);
        ShownPurchase[] history = isCritique ? [Shown(current, default)] : [.. scene.GetProperty("history").EnumerateArray().Select(Shown)];
        ShownPurchase? target = isCritique ? Shown(scene.GetProperty("wanted"), default)
            : scene.GetProperty("target").ValueKind == JsonValueKind.Null ? null : Shown(scene.GetProperty("target"));
        return new RatingSubject
        {
            User = 0,
            Key = "case",
            Position = history.Length,
            Group = isCritique ? RatingGroup.Critique : Enum.Parse<RatingGroup>(scene.GetProperty("group").GetString()!, ignoreCase: true),
            History = history,
            Target = target,
            Outputs = [new RatedText(isCritique ? RatingScheme.Critique : scene.GetProperty("kind").GetString()!, text)],
        };
    }

    private static ShownPurchase Shown(JsonElement purchase) => Shown(purchase.GetProperty("item"), purchase);

    private static ShownPurchase Shown(JsonElement item, JsonElement purchase) => new(
        new Purchase
        {
            ItemNumber = 0,
            Item = new Item
            {
                Asin = "B0",
                Title = item.GetProperty("title").GetString(),
                Brand = item.GetProperty("brand").GetString(),
                Categories = [.. item.GetProperty("category").EnumerateArray().Select(level => level.GetString()!)],
                Price = item.GetProperty("price").ValueKind == JsonValueKind.Null ? null : item.GetProperty("price").GetDouble(),
                Description = item.GetProperty("description").GetString(),
            },
            Time = 0,
            Review = purchase.ValueKind != JsonValueKind.Object ? new Review() : new Review
            {
                Rating = purchase.GetProperty("stars").ValueKind == JsonValueKind.Null ? null : purchase.GetProperty("stars").GetDouble(),
                Text = purchase.GetProperty("review").GetString(),
            },
            SharedLevels = 0,
        },
        null);
}
