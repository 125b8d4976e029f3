using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Regen.Core.Domain;
using Regen.Core.LanguageModels.Answers;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Answers;

public sealed class AnswerJsonPropertyTests
{
    private static readonly (string Before, string After)[] Wraps =
    [
        ("", ""), ("```json\n", "\n```"), ("```\n", "```"), ("Here it is: ", " I hope it helps."), ("{braces} in prose, ", " and {\"more\" of them"),
        ("\uFEFF \n", "\n\n"), ("<think>{'wanted': 1} no</think>", "<|im_end|>"), ("It's “so”: [1] ", "\n# done"),
    ];

    [Fact]
    public void Every_well_formed_value_is_read_as_System_Text_Json_reads_it() => ForAnySeed(3000, random =>
    {
        var text = AnyJson.Write(AnyJson.Value(random), random);

        return AnswerJson.Find(text) is { IsCut: false } found && IsSame(JsonDocument.Parse(text).RootElement, found);
    });

    [Fact]
    public void Every_object_with_the_key_is_found_in_fences_and_in_prose() => ForAnySeed(3000, random =>
    {
        var value = AnyJson.Object(random);
        value["wanted"] = AnyJson.Value(random);
        var text = AnyJson.Write(value, random);
        var (before, after) = Wraps[random.Next(Wraps.Length)];

        return AnswerJson.Find(before + text + after, "wanted") is { IsCut: false } found && IsSame(JsonDocument.Parse(text).RootElement, found);
    });

    [Fact]
    public void Every_cut_of_an_object_is_closed_and_holds_nothing_that_was_not_there() => ForAnySeed(300, random =>
    {
        var value = AnyJson.Object(random);
        var text = AnyJson.Write(value, random);
        var whole = JsonDocument.Parse(text).RootElement;

        return Enumerable.Range(1, text.Length - 1).All(length =>
            Read(text[..length]) is { IsCut: true } found && IsBeginning(whole, found));
    });

    private static AnswerValue? Read(string text) => new LenientReader(text).Read(0);

    // A last string is cut anywhere, a last number may lack digits; all else is as it was.
    private static bool IsBeginning(JsonElement whole, AnswerValue cut) => cut switch
    {
        { IsCut: false } => IsSame(whole, cut),
        { Kind: JsonValueKind.Object } => cut.Members.All(member => whole.TryGetProperty(member.Key, out var value) && IsBeginning(value, member.Value)),
        { Kind: JsonValueKind.Array } => cut.Items.Index().All(item => IsBeginning(whole[item.Index], item.Item)),
        { Kind: JsonValueKind.Number } => whole.GetRawText().StartsWith(cut.Text, StringComparison.Ordinal),
        _ => whole.ValueKind == JsonValueKind.String && whole.GetString()!.StartsWith(cut.Text.TrimEnd('\uFFFD'), StringComparison.Ordinal),
    };

    private static bool IsSame(JsonElement expected, AnswerValue found) => expected.ValueKind == found.Kind && expected.ValueKind switch
    {
        JsonValueKind.Object => expected.EnumerateObject().Count() == found.Members.Count
            && expected.EnumerateObject().All(member => IsSame(member.Value, found.Members[member.Name])),
        JsonValueKind.Array => expected.GetArrayLength() == found.Items.Count
            && expected.EnumerateArray().Zip(found.Items).All(pair => IsSame(pair.First, pair.Second)),
        JsonValueKind.String => expected.GetString() == found.Text,
        JsonValueKind.Number => expected.GetRawText() == found.Text,
        _ => true,
    };

    private static void ForAnySeed(int times, Func<SeededRandom, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(times), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => holds(new SeededRandom((ulong)seed))));
}
