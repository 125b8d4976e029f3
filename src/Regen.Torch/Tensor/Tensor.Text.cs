using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private const int ShownRows = 8;
        private const int ShownColumns = 8;

        /// <summary>Dtype and shape; <see cref="str"/> shows elements.</summary>
        public override string ToString() => IsInvalid ? "disposed tensor" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>Dtype, shape and the first elements, at most eight along each dimension.</summary>
        public string str(string? fltFormat = null)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var text = new StringBuilder(ToString()).AppendLine();
            Write(text, detach().cpu(), fltFormat ?? "g5", 0);
            return text.ToString();
        }

        /// <summary>Writes <see cref="str"/> to the console and returns the tensor.</summary>
        public Tensor print(string? fltFormat = null)
        {
            Console.WriteLine(str(fltFormat));
            return this;
        }

        private static void Write(StringBuilder text, Tensor tensor, string format, int depth)
        {
            if (tensor.dim() == 0)
            {
                text.Append(tensor.ToDouble().ToString(format, CultureInfo.InvariantCulture));
                return;
            }

            text.Append('[');
            var limit = tensor.dim() == 1 ? ShownColumns : ShownRows;
            for (var i = 0L; i < tensor.size(0); i++)
            {
                text.Append(i == 0 ? string.Empty : tensor.dim() == 1 ? ", " : Environment.NewLine + new string(' ', depth + 1));
                if (i == limit)
                {
                    text.Append("...");
                    break;
                }

                Write(text, tensor.select(0, i), format, depth + 1);
            }

            text.Append(']');
        }
    }
}
