using Xunit;

namespace Regen.Architecture.Tests;

/// <summary>The one assertion of these tests: nothing breaks the rule; if something does, all of it is named.</summary>
internal static class Strays
{
    public static void None(string rule, IEnumerable<string> strays)
    {
        var found = strays.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (found.Length > 0)
        {
            Assert.Fail($"{rule}\n  {string.Join("\n  ", found)}");
        }
    }
}
