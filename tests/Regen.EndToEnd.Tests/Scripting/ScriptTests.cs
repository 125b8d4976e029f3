using Xunit;

namespace Regen.EndToEnd.Tests.Scripting;

public sealed class ScriptTests
{
    [Fact]
    public void An_FSharp_script_elsewhere_finds_the_native_libraries()
    {
        using var script = new Script();
        Assert.Contains("parquet: 3,1,2 pen,ink,cap", script.RunFSharp("first-steps.fsx"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_CSharp_script_elsewhere_finds_the_native_libraries()
    {
        using var script = new Script();
        Assert.Contains("parquet: 3,1,2 pen,ink,cap", script.RunCSharp("first-steps.csx"), StringComparison.Ordinal);
    }
}
