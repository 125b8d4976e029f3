using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Parameters and persistent buffers by path: the tensors themselves, no copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (name, tensor) in State())
                {
                    destination[string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}"] = tensor;
                }

                return destination;
            }

            /// <summary>Copies values into the parameters and buffers of the same path.</summary>
            /// <param name="strict">Refuse when a path is missing or unexpected.</param>
            /// <param name="skip">Paths to leave as they are.</param>
            /// <exception cref="ArgumentException">Paths differ under strict, or shapes differ; nothing was copied.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var own = State().Where(one => skip?.Contains(one.Name) != true).ToDictionary(one => one.Name, one => one.Tensor);
                List<string> missing = [.. own.Keys.Where(name => !source.ContainsKey(name))];
                List<string> unexpected = [.. source.Keys.Where(name => !own.ContainsKey(name) && skip?.Contains(name) != true)];
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new ArgumentException($"state of another module: missing {Names(missing)}, unexpected {Names(unexpected)}", nameof(source));
                }

                var common = own.Where(one => source.ContainsKey(one.Key)).ToList();
                RequireShapes(common, source);
                using var guard = no_grad();
                foreach (var (name, tensor) in common)
                {
                    tensor.copy_(source[name]);
                }

                return (missing, unexpected);
            }

            private static void RequireShapes(List<KeyValuePair<string, Tensor>> own, Dictionary<string, Tensor> source)
            {
                var wrong = own
                    .Where(one => !one.Value.shape.AsSpan().SequenceEqual(source[one.Key].shape))
                    .Select(one => $"{one.Key} is {one.Value.Describe()} here and {source[one.Key].Describe()} there")
                    .ToList();
                if (wrong.Count > 0)
                {
                    throw new ArgumentException($"state of other shapes: {Names(wrong)}", nameof(source));
                }
            }

            private static string Names(List<string> names)
            {
                const int shown = 8;
                var rest = names.Count > shown ? $" and {names.Count - shown} more" : string.Empty;
                return $"[{string.Join(", ", names.Take(shown))}{rest}]";
            }

            private IEnumerable<(string Name, Tensor Tensor)> State() =>
                named_parameters().Select(one => (one.name, (Tensor)one.parameter))
                    .Concat(named_buffers(include_nonpersistent: false));

            internal void Move(ScalarType? dtype, Device? device)
            {
                using var guard = no_grad();
                foreach (var parameter in parameters())
                {
                    Move(parameter, dtype, device);
                }

                foreach (var buffer in buffers())
                {
                    Move(buffer, buffer.is_floating_point() ? dtype : null, device);
                }
            }

            private static void Move(Tensor tensor, ScalarType? dtype, Device? device)
            {
                var type = dtype ?? tensor.dtype;
                var place = device ?? tensor.device;
                if (type == tensor.dtype && place == tensor.device)
                {
                    return;
                }

                using var scope = NewDisposeScope();
                var trained = tensor is Parameter && tensor.requires_grad;
                var gradient = tensor.grad?.to(type, place);
                tensor.Become(tensor.detach().to(type, place));
                if (trained)
                {
                    tensor.requires_grad_();
                    tensor.grad = gradient;
                }
            }
        }
    }
}
