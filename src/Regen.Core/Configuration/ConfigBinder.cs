using System.Collections;
using System.Reflection;

namespace Regen.Core.Configuration;

/// <summary>Builds a config value from YAML nodes. Goes on after a problem, so that all of them are found in one reading.</summary>
internal sealed class ConfigBinder(List<ConfigProblem> problems)
{
    private const string KindKey = "kind";

    // What Check finds does not stop the Check of the record around it; what this class finds does.
    private int shapeProblems;

    /// <returns>The value; null for a null in the file, and wherever a problem was added.</returns>
    public object? Bind(ConfigSlot slot, YamlNode node, YamlPath at)
    {
        if (node is YamlWord { IsNull: true } nothing && !(nothing.Text == "null" && slot.Words?.Contains("null") == true))
        {
            return slot.IsNullable ? null : Refuse(at, $"{nothing.Noun} stands where {Expected(slot)} is expected", "write a value");
        }

        if (slot.ElementType is { } element)
        {
            return node is YamlList list ? BindList(slot, element, list, at) : RefuseType(slot, node, at);
        }

        if (slot.ValueType is { } valueType)
        {
            return node is YamlMap entries ? BindDictionary(slot, valueType, entries, at) : RefuseType(slot, node, at);
        }

        if (ScalarValue.IsScalar(slot.Type))
        {
            return node is YamlWord word ? BindWord(slot, word, at) : RefuseType(slot, node, at);
        }

        if (!ConfigShape.IsRecord(slot.Type))
        {
            throw new ArgumentException($"{at.Key}: a config cannot hold the type {slot.Type}");
        }

        return WriteOut(slot.Type, node) is YamlMap map ? BindRecord(slot.Type, map, at) : RefuseType(slot, node, at);
    }

    private static YamlNode WriteOut(Type type, YamlNode node) =>
        node is YamlList && type.GetCustomAttribute<ShortFormAttribute>()?.Key is { } key
            ? new YamlMap([new YamlEntry(new YamlWord(key, true, node.Line, node.Column), node)], node.Line, node.Column)
            : node;

    private object? BindWord(ConfigSlot slot, YamlWord word, YamlPath at)
    {
        var value = ScalarValue.Parse(slot, word, out var problem);
        return problem is null ? value : Refuse(at, problem.Value.What, problem.Value.Fix);
    }

    private object BindList(ConfigSlot slot, Type element, YamlList list, YamlPath at)
    {
        var values = Array.CreateInstance(element, list.Items.Count);
        for (var index = 0; index < list.Items.Count; index++)
        {
            if (Bind(slot.Inner(element), list.Items[index], at.Element(index, list.Items[index])) is { } value)
            {
                values.SetValue(value, index);
            }
        }

        return slot.Type.IsArray || slot.Type.IsInterface ? values : Activator.CreateInstance(slot.Type, values)!;
    }

    private object BindDictionary(ConfigSlot slot, Type valueType, YamlMap map, YamlPath at)
    {
        var values = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType))!;
        foreach (var entry in map.Entries)
        {
            var before = shapeProblems;
            var value = Bind(slot.Inner(valueType), entry.Value, at.Child(entry.Key.Text));
            if (shapeProblems == before)
            {
                values[entry.Key.Text] = value;
            }
        }

        return values;
    }

    private object? BindRecord(Type declared, YamlMap map, YamlPath at)
    {
        var problemsBefore = shapeProblems;
        var kinds = ConfigShape.KindsOf(declared);
        var type = kinds.Count == 0 ? declared : ChooseKind(kinds, map, at);
        if (type is null)
        {
            return null;
        }

        var keys = ConfigShape.KeysOf(type);
        RefuseUnknownKeys([.. keys.Select(static key => key.Name), .. kinds.Count == 0 ? Array.Empty<string>() : [KindKey]], map, at);
        var config = Activator.CreateInstance(type)!;
        foreach (var key in keys)
        {
            BindKey(config, key, map, at);
        }

        if (shapeProblems != problemsBefore)
        {
            return null;
        }

        problems.AddRange((config as ICheckedConfig)?.Check(at) ?? []);
        return config;
    }

    private void BindKey(object config, ConfigKey key, YamlMap map, YamlPath at)
    {
        if (map[key.Name] is { } entry)
        {
            var before = shapeProblems;
            var value = Bind(key.Slot, entry.Value, at.Child(key.Name));
            if (shapeProblems == before)
            {
                key.Property.SetValue(config, value);
            }
        }
        else if (key.IsRequired)
        {
            Refuse(at.Child(key.Name), "the key is missing", $"add '{key.Name}:' with {Expected(key.Slot)}");
        }
    }

    private Type? ChooseKind(IReadOnlyList<(string Word, Type Type)> kinds, YamlMap map, YamlPath at)
    {
        string[] words = [.. kinds.Select(static kind => kind.Word)];
        var place = at.Child(KindKey);
        if (map[KindKey]?.Value is not { } node)
        {
            Refuse(place, "the key is missing", $"it may be {string.Join(", ", words)}");
            return null;
        }

        if (Bind(new ConfigSlot(typeof(string), false, null, words), node, place) is not string chosen)
        {
            return null;
        }

        return kinds.First(kind => kind.Word == chosen).Type;
    }

    private void RefuseUnknownKeys(string[] known, YamlMap map, YamlPath at)
    {
        foreach (var entry in map.Entries)
        {
            var name = entry.Key.Text;
            if (!known.Contains(name))
            {
                Refuse(at.Child(name), "no such key", NearestWord.Hint(name, known));
            }
        }
    }

    private object? RefuseType(ConfigSlot slot, YamlNode node, YamlPath at) =>
        Refuse(at, $"{node.Noun} stands where {Expected(slot)} is expected", "");

    private object? Refuse(YamlPath at, string what, string fix)
    {
        shapeProblems++;
        problems.Add(at.Problem(what, fix));
        return null;
    }

    private static string Expected(ConfigSlot slot) =>
        slot.ElementType is { } element ? $"a list (each {Expected(slot.Inner(element))})"
        : slot.ValueType is not null ? "a section of keys"
        : ScalarValue.IsScalar(slot.Type) ? ScalarValue.Expected(slot)
        : "a section of keys";
}
