using System.Collections;
using System.Text;

namespace Regen.Core.Configuration;

/// <summary>
/// Writes a config value as canonical YAML: every key but those that <see cref="UnwrittenAtAttribute"/> leaves out, in the order of
/// declaration (dictionaries by key), two spaces a level, lists of scalars on one line. Equal values give equal text.
/// </summary>
internal sealed class ConfigWriter
{
    private readonly StringBuilder text = new();

    public static string Write(Type declared, object value)
    {
        var writer = new ConfigWriter();
        writer.WriteEntries(EntriesOf(declared, value), 0);
        return writer.text.ToString();
    }

    private static IEnumerable<(string Key, object? Value, ConfigSlot Slot)> EntriesOf(Type declared, object value)
    {
        if (ConfigShape.KindsOf(declared).Count > 0)
        {
            yield return ("kind", ConfigShape.KindOf(value.GetType()), new ConfigSlot(typeof(string), false, null, null));
        }

        foreach (var key in ConfigShape.KeysOf(value.GetType()))
        {
            var own = key.Property.GetValue(value);
            if (key.UnwrittenAt is null || !key.UnwrittenAt.Equals(own))
            {
                yield return (key.Name, own, key.Slot);
            }
        }
    }

    private static IEnumerable<(string Key, object? Value, ConfigSlot Slot)> EntriesOf(IEnumerable dictionary, ConfigSlot slot) =>
        dictionary.Cast<object>()
            .Select(pair => (Key: (string)pair.GetType().GetProperty("Key")!.GetValue(pair)!, Value: pair.GetType().GetProperty("Value")!.GetValue(pair), slot))
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal);

    private void WriteEntries(IEnumerable<(string Key, object? Value, ConfigSlot Slot)> entries, int depth)
    {
        foreach (var (key, value, slot) in entries)
        {
            Indent(depth).Append(YamlText.Quote(key)).Append(':');
            WriteValue(value, slot, depth);
        }
    }

    // Begins behind a colon or a dash, ends with a line break.
    private void WriteValue(object? value, ConfigSlot slot, int depth)
    {
        if (value is null)
        {
            text.Append(" null\n");
        }
        else if (ScalarValue.IsScalar(slot.Type))
        {
            text.Append(' ').Append(ScalarValue.Write(value, slot)).Append('\n');
        }
        else if (slot.ElementType is { } element)
        {
            WriteList([.. ((IEnumerable)value).Cast<object?>()], slot.Inner(element), depth);
        }
        else
        {
            var entries = slot.ValueType is { } inner ? EntriesOf((IEnumerable)value, slot.Inner(inner)) : EntriesOf(slot.Type, value);
            WriteSection([.. entries], depth);
        }
    }

    private void WriteSection((string Key, object? Value, ConfigSlot Slot)[] entries, int depth)
    {
        text.Append(entries.Length == 0 ? " {}\n" : "\n");
        WriteEntries(entries, depth + 1);
    }

    private void WriteList(object?[] items, ConfigSlot slot, int depth)
    {
        if (items.Length == 0 || ScalarValue.IsScalar(slot.Type))
        {
            text.Append(" [").AppendJoin(", ", items.Select(item => item is null ? "null" : ScalarValue.Write(item, slot))).Append("]\n");
            return;
        }

        text.Append('\n');
        foreach (var item in items)
        {
            var start = text.Length;
            WriteValue(item, slot, depth + 1);
            PutDash(start, depth + 1);
        }
    }

    // A section in a list begins behind its dash: the line break and indentation that it wrote first make room for it.
    private void PutDash(int start, int depth)
    {
        var dash = new string(' ', 2 * depth) + "-";
        if (text[start] == '\n')
        {
            text.Remove(start, 1 + dash.Length).Insert(start, dash);
        }
        else
        {
            text.Insert(start, dash);
        }
    }

    private StringBuilder Indent(int depth) => text.Append(' ', 2 * depth);
}
