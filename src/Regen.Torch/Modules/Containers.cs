using System.Collections;
using System.Globalization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);

            public static Modules.ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module => new(modules);

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            public static Modules.Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Modules in order, each under its number.</summary>
    public sealed class ModuleList<T> : Module, IReadOnlyList<T>
        where T : Module
    {
        private readonly List<T> list = [];

        public ModuleList(params T[] modules)
            : base(nameof(ModuleList<T>))
        {
            ArgumentNullException.ThrowIfNull(modules);
            foreach (var module in modules)
            {
                Add(module);
            }
        }

        public int Count => list.Count;

        public T this[int index] => list[index];

        public void Add(T item)
        {
            register_module(list.Count.ToString(CultureInfo.InvariantCulture), item);
            list.Add(item);
        }

        public ModuleList<T> append(T module)
        {
            Add(module);
            return this;
        }

        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Modules by name.</summary>
    public sealed class ModuleDict<T> : Module, IEnumerable<(string, T)>
        where T : Module
    {
        private readonly List<(string Name, T Module)> list = [];

        public ModuleDict(params (string, T)[] modules)
            : base(nameof(ModuleDict<T>))
        {
            ArgumentNullException.ThrowIfNull(modules);
            foreach (var module in modules)
            {
                Add(module);
            }
        }

        public int Count => list.Count;

        public T this[string key] => list.Find(one => one.Name == key).Module ?? throw new KeyNotFoundException(key);

        public bool ContainsKey(string key) => list.Exists(one => one.Name == key);

        public void Add((string, T) item)
        {
            register_module(item.Item1, item.Item2);
            list.Add(item);
        }

        public void Add(string key, T value) => Add((key, value));

        public IEnumerator<(string, T)> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Modules one after the other.</summary>
    public sealed class Sequential : Module<Tensor, Tensor>, IReadOnlyList<Module<Tensor, Tensor>>
    {
        private readonly List<Module<Tensor, Tensor>> list = [];

        internal Sequential(params (string, Module<Tensor, Tensor>)[] modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
            {
                Add(name, module);
            }
        }

        internal Sequential(params Module<Tensor, Tensor>[] modules)
            : base(nameof(Sequential))
        {
            foreach (var module in modules)
            {
                append(module);
            }
        }

        public int Count => list.Count;

        public Module<Tensor, Tensor> this[int index] => list[index];

        public Sequential append(Module<Tensor, Tensor> module)
        {
            Add(list.Count.ToString(CultureInfo.InvariantCulture), module);
            return this;
        }

        public override Tensor forward(Tensor input)
        {
            ArgumentNullException.ThrowIfNull(input);
            if (list.Count == 0)
            {
                return input.alias();
            }

            using var scope = NewDisposeScope();
            var value = input;
            foreach (var module in list)
            {
                value = module.call(value);
            }

            return value.MoveToOuterDisposeScope();
        }

        public IEnumerator<Module<Tensor, Tensor>> GetEnumerator() => list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private void Add(string name, Module<Tensor, Tensor> module)
        {
            register_module(name, module);
            list.Add(module);
        }
    }
}
