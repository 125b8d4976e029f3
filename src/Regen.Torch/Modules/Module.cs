using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks: modules, their functions, and how weights start.</summary>
    public static partial class nn
    {
        /// <summary>A part of a network: parameters, buffers and smaller parts, each under a name.</summary>
        /// <remarks>What is registered leaves the dispose scopes and lives until the module is disposed.</remarks>
        public partial class Module : IDisposable
        {
            private readonly string moduleName;
            private readonly NamedList<Parameter> ownParameters = new();
            private readonly NamedList<Buffer> ownBuffers = new();
            private readonly NamedList<Module> ownChildren = new();

            protected Module(string name) => moduleName = name;

            /// <summary>Whether dropout and its like are active; true at first.</summary>
            public virtual bool training { get; protected set; } = true;

            public virtual string GetName() => moduleName;

            public virtual void train(bool train = true)
            {
                training = train;
                foreach (var child in children())
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true) => Training.ZeroGradients([.. parameters()], set_to_none);

            /// <summary>Calls a function on every part, innermost first, then on this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                ArgumentNullException.ThrowIfNull(fn);
                foreach (var child in children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            public Module requires_grad_(bool requires_grad = true)
            {
                foreach (var parameter in parameters())
                {
                    parameter.requires_grad = requires_grad;
                }

                return this;
            }

            public override string ToString() => moduleName;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            [SuppressMessage("Design", "CA1063", Justification = "The tensors' handles have the finalizers.")]
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                ownParameters.ForEach(parameter => parameter.Dispose());
                ownBuffers.ForEach(buffer => buffer.Tensor.Dispose());
                ownChildren.ForEach(child => child.Dispose());
            }

            private sealed record Buffer(Tensor Tensor, bool Persistent);

            /// <summary>Values by name, in the order in which they were first named.</summary>
            private sealed class NamedList<T>
            {
                private readonly List<string> order = [];
                private readonly Dictionary<string, T> values = [];

                internal IEnumerable<(string Name, T Value)> All => order.ConvertAll(name => (name, values[name]));

                internal void Set(string name, T value)
                {
                    if (!values.ContainsKey(name))
                    {
                        order.Add(name);
                    }

                    values[name] = value;
                }

                internal void Remove(string name)
                {
                    if (values.Remove(name))
                    {
                        order.Remove(name);
                    }
                }

                internal bool Has(string name) => values.ContainsKey(name);

                internal T? Find(string name) => values.GetValueOrDefault(name);

                internal void ForEach(Action<T> action) => order.ForEach(name => action(values[name]));
            }
        }
    }
}
