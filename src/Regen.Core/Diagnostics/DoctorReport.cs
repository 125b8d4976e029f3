namespace Regen.Core.Diagnostics;

/// <summary>What <see cref="Doctor.Run"/> looks at.</summary>
public sealed record DoctorRequest
{
    /// <summary>Folder with pretrained models; null takes the variable REGEN_MODELS.</summary>
    public string? Models { get; init; }

    /// <summary>Time matrix products, about a second; false leaves the speeds out.</summary>
    public bool MeasureSpeed { get; init; } = true;
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Group">"versions", "machine", "speed", "libraries", "text encoders", "variables".</param>
/// <param name="Name">What it is.</param>
/// <param name="Value">What was found.</param>
/// <param name="Advice">What to do about it, or null where nothing needs doing.</param>
public sealed record DoctorLine(string Group, string Name, string Value, string? Advice = null);

/// <summary>Speed of one kind of matrix product.</summary>
/// <param name="Device">"cpu" or "cuda:0".</param>
/// <param name="Precision">"fp32" or "bf16".</param>
/// <param name="GigaflopsPerSecond">10^9 multiplications and additions a second, the best of several products.</param>
public sealed record ProductSpeed(string Device, string Precision, double GigaflopsPerSecond);

/// <summary>Everything that was found, in the order to print it.</summary>
public sealed record DoctorReport
{
    public required IReadOnlyList<DoctorLine> Lines { get; init; }

    /// <summary>Empty where libtorch is missing or the request said not to measure.</summary>
    public required IReadOnlyList<ProductSpeed> Speeds { get; init; }
}
