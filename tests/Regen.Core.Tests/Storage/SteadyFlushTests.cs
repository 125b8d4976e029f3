using Regen.Core.Storage;
using Xunit;

namespace Regen.Core.Tests.Storage;

public sealed class SteadyFlushTests
{
    [Fact]
    public async Task A_file_that_is_not_there_yet_or_grows_is_no_error()
    {
        using var folder = new TempFolder();
        using var steady = new SteadyFlush(folder.File("a.bin"));
        await Task.Delay(1200, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.File("a.bin"), new byte[1 << 20], TestContext.Current.CancellationToken);
        await Task.Delay(1200, TestContext.Current.CancellationToken);

        steady.Finish();
        Assert.Equal(1 << 20, new FileInfo(folder.File("a.bin")).Length);
    }

    [Fact]
    public async Task What_goes_wrong_beside_the_writing_is_thrown_at_the_end()
    {
        using var folder = new TempFolder();
        using var steady = new SteadyFlush(folder.Path);
        await Task.Delay(1500, TestContext.Current.CancellationToken);

        Assert.ThrowsAny<Exception>(steady.Finish);
    }
}
