namespace Regen.Core.Configuration;

/// <summary>A piece of a YAML text with the place where it begins (1-based line and column).</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What a person would call it in an error.</summary>
    public abstract string Noun { get; }
}

/// <summary>A scalar.</summary>
/// <param name="IsPlain">Written without quotes and not as a block, so that it may be a number, a truth value or null.</param>
internal sealed record YamlWord(string Text, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Noun => !IsPlain ? $"the text \"{Text}\"" : Text.Length == 0 ? "nothing" : $"'{Text}'";
}

/// <summary>A sequence.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Noun => "a list";
}

/// <summary>A mapping; every key stands in it once.</summary>
internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Noun => "a section of keys";

    public YamlEntry? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Text == key);
}

/// <summary>One key of a mapping with what it holds.</summary>
internal sealed record YamlEntry(YamlWord Key, YamlNode Value);
