namespace Regen.Core.Configuration;

/// <summary>A config that can say what is wrong with its values taken together.</summary>
public interface ICheckedConfig
{
    /// <param name="at">Where this config stands in its file.</param>
    /// <returns>Every problem; none when the config is sound.</returns>
    IEnumerable<ConfigProblem> Check(ConfigPath at);
}

/// <summary>One thing wrong with a config file.</summary>
/// <param name="Key">Dotted path of the key ("model.width").</param>
/// <param name="Line">1-based line, or 0 where the key is missing from the file.</param>
/// <param name="Column">1-based column, or 0.</param>
public sealed record ConfigProblem(string Key, int Line, int Column, string What, string Fix);

/// <summary>A place in a config file: its dotted key, line and column.</summary>
public abstract class ConfigPath
{
    public abstract string Key { get; }

    /// <summary>The place of a key below this one; the same place when the file does not hold it.</summary>
    public abstract ConfigPath this[string key] { get; }

    public abstract ConfigProblem Problem(string what, string fix);
}

/// <summary>The inclusive range of a number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(double low, double high) : Attribute
{
    public double Low { get; } = low;

    public double High { get; } = high;
}

/// <summary>The closed set of words that a string may be.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] words) : Attribute
{
    public string[] Words { get; } = words;
}

/// <summary>On an abstract config: the records that its <c>kind</c> key may choose.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KindsAttribute(params Type[] types) : Attribute
{
    public Type[] Types { get; } = types;
}

/// <summary>The word in <c>kind</c> that chooses this record.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KindAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
