using static TorchSharp.torch;

namespace Regen.Core.Models.Common;

/// <summary>Checks shapes by letter: a letter that stands for two sizes is an error at the call, before any arithmetic.</summary>
public static class Shape
{
    /// <param name="tensors">Each tensor with its shape letters, for example (ids_BSD, "BSD").</param>
    /// <exception cref="ShapeException">One letter stands for two different sizes, or a rank differs.</exception>
    public static void Match(params ReadOnlySpan<(Tensor Tensor, string Letters)> tensors)
    {
        Span<long> sizes = stackalloc long[128];
        sizes.Clear();
        foreach (var (tensor, letters) in tensors)
        {
            if (tensor.dim() != letters.Length)
            {
                throw new ShapeException($"'{letters}' needs {letters.Length} axes, the tensor is [{string.Join(", ", tensor.shape)}]");
            }

            for (var axis = 0; axis < letters.Length; axis++)
            {
                ref var known = ref sizes[letters[axis]];
                var size = tensor.size(axis);
                if (known == 0)
                {
                    known = size;
                }
                else if (known != size)
                {
                    throw new ShapeException($"{letters[axis]} stands for {known} and for {size} (in '{letters}', [{string.Join(", ", tensor.shape)}])");
                }
            }
        }
    }
}

/// <summary>Two tensors do not fit together: one shape letter stands for two sizes.</summary>
public sealed class ShapeException(string message) : ArgumentException(message);
