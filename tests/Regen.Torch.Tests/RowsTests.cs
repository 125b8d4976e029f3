using TorchSharp.Regen;
using Xunit;
using static TorchSharp.torch;

namespace Regen.Torch.Tests;

/// <summary>Rows of a table whose gradient is added to that of a head over the same table.</summary>
public sealed class RowsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)] // a row may be asked for twice
    public void Beside_a_head_they_have_the_gradient_of_a_plain_selection(bool repeats)
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var start = randn([50, 8]);
        long[] rowNumbers = repeats ? [3, 49, 3, 0] : [3, 49, 17, 0];
        var wanted = tensor(rowNumbers);
        var targets = tensor((long[])[5, 3, 49, 1]);

        var expected = Gradient(table => table.index_select(0, wanted));
        var found = Gradient(table => Fused.Rows(table, wanted));

        Close.Assert(expected, found, 1e-6, "gradient of the table"); // dense: a sparse one has no values to compare in place

        Tensor Gradient(Func<Tensor, Tensor> rows)
        {
            var table = start.detach().clone().requires_grad_();
            Fused.LinearCrossEntropy(rows(table).tanh(), table, null, targets).backward();
            return table.grad!;
        }
    }
}
