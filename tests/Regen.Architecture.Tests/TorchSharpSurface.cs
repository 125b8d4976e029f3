using System.Reflection.Metadata;

namespace Regen.Architecture.Tests;

/// <summary>The members of TorchSharp that a compiled assembly calls, as text: "torch.Tensor.view(long[])".</summary>
internal static class TorchSharpSurface
{
    private const string Assembly = "TorchSharp";

    // What TorchSharp has not lives here, and Core must reach it only where REGEN_TORCH is defined.
    private const string Own = "TorchSharp.Regen";

    public static IReadOnlyList<string> CalledBy(CompiledAssembly assembly)
    {
        var metadata = assembly.Metadata;
        var members =
            from handle in metadata.MemberReferences
            let member = metadata.GetMemberReference(handle)
            let owner = Owner(metadata, member.Parent)
            where owner is not null && !owner.StartsWith(Own + ".", StringComparison.Ordinal)
            select Describe(metadata, member, owner);
        return [.. members.Distinct().Order(StringComparer.Ordinal)];
    }

    private static string Describe(MetadataReader metadata, MemberReference member, string owner)
    {
        var name = metadata.GetString(member.Name);
        var full = $"{SignatureText.Short(owner)}.{name}";
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            return full;
        }

        var signature = member.DecodeMethodSignature(new SignatureText(), false);
        return $"{full}({string.Join(", ", signature.ParameterTypes)})";
    }

    /// <returns>The full name of the type of TorchSharp that owns the member, or null where another assembly does.</returns>
    private static string? Owner(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference when IsTorchSharp(metadata, (TypeReferenceHandle)parent) => TypeNames.Of(metadata, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => GenericOwner(metadata, (TypeSpecificationHandle)parent),
        _ => null,
    };

    // A generic instance: ELEMENT_TYPE_GENERICINST, CLASS or VALUETYPE, then the open type. Source: ECMA-335, II.23.2.12.
    private static string? GenericOwner(MetadataReader metadata, TypeSpecificationHandle handle)
    {
        var blob = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadCompressedInteger();
        return Owner(metadata, blob.ReadTypeHandle());
    }

    private static bool IsTorchSharp(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsTorchSharp(metadata, (TypeReferenceHandle)scope),
            HandleKind.AssemblyReference => metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == Assembly,
            _ => false,
        };
    }
}
