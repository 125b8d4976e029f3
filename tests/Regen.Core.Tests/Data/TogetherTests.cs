using Regen.Core.Data.Stages;
using Xunit;

namespace Regen.Core.Tests.Data;

public sealed class TogetherTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Fact]
    public void Both_run_at_the_same_time()
    {
        using var both = new Barrier(2);

        var results = Together.Run(stop => Meet(both, 1, stop), stop => Meet(both, 2, stop), None);

        Assert.Equal((1, 2), results);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_fails_stops_the_other_and_is_what_is_thrown(bool isBesideFailing)
    {
        int Fail(CancellationToken stop) => throw new InvalidDataException("damaged");

        var problem = Assert.Throws<InvalidDataException>(() => isBesideFailing ? Together.Run(Fail, WaitForEnd, None) : Together.Run(WaitForEnd, Fail, None));

        Assert.Equal("damaged", problem.Message);
    }

    [Fact]
    public void A_stop_from_outside_ends_both()
    {
        using var outside = new CancellationTokenSource();
        using var both = new Barrier(3);
        int Work(CancellationToken stop)
        {
            Meet(both, 0, stop);
            return WaitForEnd(stop);
        }

        var run = Task.Run(() => Together.Run(Work, Work, outside.Token), None);
        both.SignalAndWait(None);
        outside.Cancel();

        Assert.Throws<OperationCanceledException>(() => run.GetAwaiter().GetResult());
    }

    private static int Meet(Barrier both, int result, CancellationToken stop)
    {
        both.SignalAndWait(stop);
        return result;
    }

    private static int WaitForEnd(CancellationToken stop)
    {
        stop.WaitHandle.WaitOne();
        stop.ThrowIfCancellationRequested();
        return 0;
    }
}
