using Regen.Tests;
using Xunit;

namespace Regen.Architecture.Tests;

public sealed class TorchSharpSurfaceTests
{
    private const string List = "src/Regen.Torch/TorchSharp.members.txt";

    [Theory]
    [InlineData("Regen.Core")]
    [InlineData("Regen.Torch.Portable")]
    public void What_must_run_on_the_package_calls_only_members_that_TorchSharp_0_106_has(string assembly)
    {
        using var compiled = CompiledAssembly.Open(assembly);
        var listed = File.ReadLines(Repository.Path(List)).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToHashSet();

        Strays.None($"TorchSharp may not have these (if it has, {List} says so with the signature):",
            TorchSharpSurface.CalledBy(compiled).Where(member => !listed.Contains(member) && !listed.Contains(member.Split('(')[0])));
    }

    [Fact]
    public void The_reader_of_calls_sees_overloads_generic_owners_and_extension_methods()
    {
        using var core = CompiledAssembly.Open("Regen.Core");
        var called = TorchSharpSurface.CalledBy(core);

        Assert.Contains("torch.Tensor.reshape(long[])", called);
        Assert.Contains("torch.Tensor.sum(long, bool, torch.ScalarType?)", called);
        Assert.Contains("torch.nn.Module.call(T0)", called);
    }
}
