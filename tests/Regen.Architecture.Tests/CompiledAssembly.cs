using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Regen.Architecture.Tests;

/// <summary>A compiled assembly of ours, read as metadata: nothing of it is loaded or run.</summary>
internal sealed class CompiledAssembly : IDisposable
{
    private readonly PEReader file;

    private CompiledAssembly(string path)
    {
        file = new PEReader(File.OpenRead(path));
        Metadata = file.GetMetadataReader();
    }

    public MetadataReader Metadata { get; }

    /// <summary>Names of the assemblies it references.</summary>
    public IEnumerable<string> References =>
        Metadata.AssemblyReferences.Select(handle => Metadata.GetString(Metadata.GetAssemblyReference(handle).Name));

    /// <summary>Full names of the types it takes from other assemblies.</summary>
    public IEnumerable<string> ForeignTypes => Metadata.TypeReferences.Select(handle => TypeNames.Of(Metadata, handle));

    /// <summary>The copy beside this test, which was built with it ("Regen.Core" is Regen.Core.dll).</summary>
    public static CompiledAssembly Open(string name) => new(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    public MethodBodyBlock? Body(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 ? null : file.GetMethodBody(method.RelativeVirtualAddress);

    public void Dispose() => file.Dispose();
}
