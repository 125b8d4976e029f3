using Regen.Core.LanguageModels;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class KeyFilterTests
{
    [Fact]
    public void Added_keys_are_never_denied_and_others_nearly_always_are()
    {
        var (filter, random) = (new KeyFilter(), new Random(1));
        long[] added = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))];
        Parallel.ForEach(added, filter.Add);

        Assert.All(added, key => Assert.True(filter.MayHold(key)));
        Assert.InRange(Enumerable.Range(0, 200_000).Count(_ => filter.MayHold(random.NextInt64(long.MinValue, long.MaxValue))), 0, 10);
    }
}
