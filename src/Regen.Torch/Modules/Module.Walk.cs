using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(one => one.parameter);

            /// <summary>Each parameter once, under its first name.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                Once(Walk(recurse, module => module.ownParameters.All));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(one => one.buffer);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Once(Walk(recurse, module => module.ownBuffers.All
                    .Where(one => include_nonpersistent || one.Value.Persistent)
                    .Select(one => (one.Name, one.Value.Tensor))));

            public virtual IEnumerable<Module> children() => named_children().Select(one => one.module);

            public virtual IEnumerable<(string name, Module module)> named_children() => ownChildren.All;

            /// <summary>This module and all parts of parts.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(one => one.module).Prepend(this);

            /// <summary>All parts of parts, by path.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                from child in named_children()
                from found in child.module.named_modules()
                    .Select(inner => (name: $"{child.name}.{inner.name}", inner.module))
                    .Prepend((child.name, child.module))
                select found;

            public virtual bool has_parameter(string target) => named_parameters().Any(one => one.name == target);

            public virtual bool has_buffer(string target) => named_buffers().Any(one => one.name == target);

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(one => one.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(one => one.name == target).buffer;

            private static IEnumerable<(string, T)> Once<T>(IEnumerable<(string Name, T Value)> all)
                where T : class
            {
                var seen = new HashSet<T>(ReferenceEqualityComparer.Instance);
                return all.Where(one => seen.Add(one.Value)).ToList();
            }

            private IEnumerable<(string Name, T Value)> Walk<T>(bool recurse, Func<Module, IEnumerable<(string, T)>> own)
            {
                var here = own(this);
                return recurse
                    ? here.Concat(from child in named_children()
                                  from found in child.module.Walk(true, own)
                                  select ($"{child.name}.{found.Name}", found.Value))
                    : here;
            }
        }
    }
}
