using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>The profile is of the whole process; nothing in this assembly runs beside it.</summary>
public sealed class OperatorProfileTests
{
    [Fact]
    public void Calls_are_counted_forward_and_back_and_no_time_twice()
    {
        using var scope = NewDisposeScope();
        var weights = randn(64, 64).requires_grad_(true);
        var profile = OperatorProfile.Of(() =>
        {
            for (var step = 0; step < 5; step++)
            {
                weights.matmul(weights).tanh().sum().backward();
            }
        });

        var calls = profile.Operators.ToDictionary(one => one.Name, one => one.Calls);
        Assert.Equal(5, calls["aten::tanh"]);
        Assert.Equal(5, calls["TanhBackward0"]);
        Assert.All(profile.Operators, one => Assert.InRange(one.Seconds, 0, profile.ProcessorSeconds));
        Assert.InRange(profile.Operators.Sum(one => one.Seconds), 1e-9, profile.ProcessorSeconds);
        Assert.Equal(profile.Operators.OrderByDescending(one => one.Seconds).Select(one => one.Seconds), profile.Operators.Select(one => one.Seconds));
    }

    [Fact]
    public void One_runs_at_a_time_and_a_failure_ends_it()
    {
        Assert.ThrowsAny<Exception>(() => OperatorProfile.Of(() => OperatorProfile.Of(() => { })));
        Assert.Throws<InvalidOperationException>(() => OperatorProfile.Of(() => throw new InvalidOperationException()));
        Assert.Empty(OperatorProfile.Of(() => { }).Operators);
    }

    [Fact]
    public void The_optimiser_stands_under_a_name_of_its_own()
    {
        using var scope = NewDisposeScope();
        var layer = nn.Linear(3, 2);
        var optimizer = optim.AdamW(layer.parameters());
        layer.call(ones(1, 3)).sum().backward();
        var profile = OperatorProfile.Of(() => optimizer.step());
        Assert.Equal(1, profile.Operators.Single(one => one.Name == "regen::adam_step").Calls);
    }
}
