namespace Regen.Core.Configuration;

/// <summary>A config that can say what is wrong with its values taken together.</summary>
public interface ICheckedConfig
{
    /// <param name="at">Where this config stands in its file.</param>
    /// <returns>Every problem; none when the config is sound.</returns>
    IEnumerable<ConfigProblem> Check(ConfigPath at);
}

/// <summary>One thing wrong with a config file.</summary>
/// <param name="Key">Dotted path of the key ("model.width"); empty for the file as a whole.</param>
/// <param name="Line">1-based line of the key, or of the section around it where the file does not hold it.</param>
/// <param name="Column">1-based column of the same.</param>
/// <param name="What">What is wrong, without the key and without a full stop.</param>
/// <param name="Fix">What to write instead.</param>
public sealed record ConfigProblem(string Key, int Line, int Column, string What, string Fix)
{
    /// <returns>"line 4, col 3  model.widht: no such key. Did you mean 'width'?"</returns>
    public override string ToString()
    {
        var fix = Fix.Length == 0 ? "" : $" {char.ToUpperInvariant(Fix[0])}{Fix[1..]}{(Fix[^1] is '.' or '?' ? "" : ".")}";
        return $"line {Line}, col {Column}  {(Key.Length == 0 ? "" : Key + ": ")}{What}.{fix}";
    }
}

/// <summary>A place in a config file: its dotted key, line and column.</summary>
public abstract class ConfigPath
{
    public abstract string Key { get; }

    /// <summary>The place of a key below this one; where the file does not hold it, its name with the position of this one.</summary>
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

/// <summary>
/// On a key that came later: the canonical text leaves it out at this value, its default, so that files and runs from before the key
/// keep their hashes.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnwrittenAtAttribute(object value) : Attribute
{
    public object Value { get; } = value;
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

/// <summary>On a config: where a bare list stands for it in a file, the list is its one key of this name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ShortFormAttribute(string key) : Attribute
{
    public string Key { get; } = key;
}
