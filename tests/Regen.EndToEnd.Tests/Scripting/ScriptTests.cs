using Xunit;

namespace Regen.EndToEnd.Tests.Scripting;

/// <summary>Regen is driven from notebooks: nothing but #r stands between a script and the library, native halves included.</summary>
public sealed class ScriptTests
{
    [Fact]
    public void A_CSharp_script_elsewhere_prepares_trains_and_recommends()
    {
        using var script = new Script();

        AssertRecommends(script.RunCSharp("one-epoch.csx"));
    }

    [Fact]
    public void An_FSharp_script_elsewhere_prepares_trains_recommends_and_renders_the_tables()
    {
        using var script = new Script();

        var output = script.RunFSharp("one-epoch.fsx");

        AssertRecommends(output);
        Assert.Contains("synthetic sample; the paper's data is Amazon 2018: not comparable", output, StringComparison.Ordinal);
        Assert.Matches(@"sample \(ours[^|]*\| +300 \| +200 \|", output); // Table 4: users, items
        Assert.Matches(@"FLARE \(quick\.v1\) +\| 0\.\d{4} \[", output); // Table 2: Recall@10 and its interval
    }

    [Fact]
    public void The_example_writes_and_rates_ten_users_through_the_library()
    {
        using var script = new Script();

        var output = script.RunExample("ten-users.fsx");

        Assert.Contains("written: 60 narratives, ", output, StringComparison.Ordinal); // six for each of ten
        Assert.Equal(10, output.Split('\n').Count(line => line.Contains("KKK: ", StringComparison.Ordinal)));
        Assert.Matches("rated: [1-9][0-9]+ ratings by scripted-rater", output);
        Assert.Contains("scripted rater: exercises the pipeline, says nothing about REGEN", output, StringComparison.Ordinal);
        Assert.Matches(@"Persuasiveness +\|[^|]+\| +[1-7]\.\d{4} \[", output); // Table 1's last row, from the ratings
    }

    private static void AssertRecommends(string output)
    {
        Assert.Contains("prepared: 300 users", output, StringComparison.Ordinal);
        Assert.Contains("trained: quick.v1, 1 epoch", output, StringComparison.Ordinal);
        Assert.Matches(@"recommended 1: \S+ \S+", output);
        Assert.Matches(@"recommended 3: \S+ \S+", output);
        Assert.DoesNotContain("recommended 4:", output, StringComparison.Ordinal);
    }
}
