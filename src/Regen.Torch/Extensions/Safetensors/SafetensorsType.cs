using static TorchSharp.torch;

namespace TorchSharp.Regen;

/// <summary>An element type of the format: its name, its width, and libtorch's type where there is one.</summary>
/// <param name="Bits">Width of one element in bits.</param>
/// <param name="Torch">Null for types that libtorch 1.13 does not have; their bytes can still be read.</param>
public sealed record SafetensorsType(string Name, int Bits, ScalarType? Torch)
{
    private static readonly SafetensorsType[] Known =
    [
        new("BOOL", 8, ScalarType.Bool),
        new("F4", 4, null),
        new("F6_E2M3", 6, null),
        new("F6_E3M2", 6, null),
        new("U8", 8, ScalarType.Byte),
        new("I8", 8, ScalarType.Int8),
        new("F8_E5M2", 8, null),
        new("F8_E4M3", 8, null),
        new("F8_E8M0", 8, null),
        new("F8_E4M3FNUZ", 8, null),
        new("F8_E5M2FNUZ", 8, null),
        new("I16", 16, ScalarType.Int16),
        new("U16", 16, null),
        new("F16", 16, ScalarType.Float16),
        new("BF16", 16, ScalarType.BFloat16),
        new("I32", 32, ScalarType.Int32),
        new("U32", 32, null),
        new("F32", 32, ScalarType.Float32),
        new("C64", 64, ScalarType.ComplexFloat32),
        new("F64", 64, ScalarType.Float64),
        new("I64", 64, ScalarType.Int64),
        new("U64", 64, null),
    ];

    private static readonly Dictionary<string, SafetensorsType> ByName = Known.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <returns>Null when the format has no type of that name; names are upper case.</returns>
    public static SafetensorsType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <exception cref="NotSupportedException">The format cannot hold the type.</exception>
    public static SafetensorsType Of(ScalarType type) =>
        Array.Find(Known, known => known.Torch == type) ?? throw new NotSupportedException($"safetensors has no element type for {type}");
}
