using Regen.Core.LanguageModels;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class SocketCompletionTests : IDisposable
{
    private readonly string? before = Environment.GetEnvironmentVariable(SocketCompletion.Variable);

    [Theory]
    [InlineData(null, "1")]
    [InlineData("0", "0")]
    public void What_the_environment_says_stays(string? said, string expected)
    {
        Environment.SetEnvironmentVariable(SocketCompletion.Variable, said);

        SocketCompletion.RunInline();

        Assert.Equal(expected, Environment.GetEnvironmentVariable(SocketCompletion.Variable));
    }

    public void Dispose() => Environment.SetEnvironmentVariable(SocketCompletion.Variable, before);
}
