using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

/// <summary>Another name than the field's for what the field registers.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual void register_parameter(string name, Parameter? param)
            {
                RequireName(name);
                if (param is null)
                {
                    ownParameters.Remove(name);
                    return;
                }

                param.DetachFromDisposeScope();
                ownParameters.Set(name, param);
            }

            public virtual void register_buffer(string name, Tensor? tensor, bool persistent = true)
            {
                RequireName(name);
                if (tensor is null)
                {
                    ownBuffers.Remove(name);
                    return;
                }

                tensor.DetachFromDisposeScope();
                ownBuffers.Set(name, new Buffer(tensor, persistent));
            }

            public virtual void register_module(string name, Module? submodule)
            {
                RequireName(name);
                if (submodule is null)
                {
                    ownChildren.Remove(name);
                    return;
                }

                ownChildren.Set(name, submodule);
            }

            public virtual void add_module(string name, Module module) => register_module(name, module);

            /// <summary>
            /// Registers every field that holds a module, a parameter or a tensor, under the field's name, which so
            /// becomes the checkpoint's key. Call it last in the constructor.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                foreach (var field in Fields())
                {
                    var name = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    switch (field.GetValue(this))
                    {
                        case Module module when !ownChildren.Has(name):
                            register_module(name, module);
                            break;
                        case Parameter parameter when !ownParameters.Has(name):
                            register_parameter(name, parameter);
                            break;
                        case Tensor tensor and not Modules.Parameter when !ownBuffers.Has(name):
                            register_buffer(name, tensor);
                            break;
                    }
                }
            }

            private static void RequireName(string name)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                if (name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"'{name}': a dot separates the names of a path and cannot be in one", nameof(name));
                }
            }

            private IEnumerable<FieldInfo> Fields()
            {
                const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                Stack<Type> chain = [];
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    chain.Push(type);
                }

                return chain.SelectMany(type => type.GetFields(own).OrderBy(field => field.MetadataToken));
            }
        }
    }
}
