using System.Reflection.Metadata;

namespace Regen.Architecture.Tests;

/// <summary>Full names of types in metadata: "Namespace.Outer+Inner".</summary>
internal static class TypeNames
{
    public static string Of(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Of(metadata, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : Join(metadata.GetString(type.Namespace), name);
    }

    public static string Of(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        var outer = type.GetDeclaringType();
        return outer.IsNil ? Join(metadata.GetString(type.Namespace), name) : $"{Of(metadata, outer)}+{name}";
    }

    private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
