using System.Reflection;
using TorchSharp.Native;
using Xunit;

namespace Regen.Torch.Tests;

public sealed class OperatorTests
{
    /// <summary>Operators that libtorch 2 has and 1.13 lacks; what uses them has another way.</summary>
    private static readonly string[] Newer = ["scaled_dot_product_attention"];

    [Fact]
    public void Every_operator_of_the_table_is_one_of_libtorch()
    {
        var operators = typeof(Aten).GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(field => (Operator)field.GetValue(null)!).ToList();
        Assert.NotEmpty(operators);

        var unknown = operators.Where(op => !Newer.Contains(op.Name) && Record.Exception(() => op.Handle) is not null).Select(op => op.Name);

        Assert.Empty(unknown);
    }
}
