namespace Regen.Core.Configuration;

/// <summary>A place in a YAML text; problems point to the key, which is where a reader looks.</summary>
internal sealed class YamlPath(string key, YamlNode? node, int line, int column) : ConfigPath
{
    public override string Key => key;

    public override ConfigPath this[string key] => Child(key);

    public static YamlPath Root(YamlNode node) => new("", node, node.Line, node.Column);

    public YamlPath Child(string name)
    {
        var full = key.Length == 0 ? name : $"{key}.{name}";
        return node is YamlMap map && map[name] is { } entry
            ? new YamlPath(full, entry.Value, entry.Key.Line, entry.Key.Column)
            : new YamlPath(full, null, line, column);
    }

    public YamlPath Element(int index, YamlNode element) => new($"{key}[{index}]", element, element.Line, element.Column);

    public override ConfigProblem Problem(string what, string fix) => new(key, line, column, what, fix);
}
