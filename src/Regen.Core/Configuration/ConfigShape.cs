using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Regen.Core.Configuration;

/// <summary>What a value in a file must be: its type and its limits.</summary>
/// <param name="Type">Without <see cref="Nullable{T}"/>.</param>
/// <param name="IsNullable">The file may say null.</param>
/// <param name="Range">Limits of the number, or of each number in a list or dictionary.</param>
/// <param name="Words">The closed set of words, or null where any text may stand.</param>
internal sealed record ConfigSlot(Type Type, bool IsNullable, RangeAttribute? Range, IReadOnlyList<string>? Words)
{
    /// <summary>Element type of a list or array, or null.</summary>
    public Type? ElementType => Type.IsArray ? Type.GetElementType() : Argument(typeof(List<>), 0);

    /// <summary>Value type of a dictionary with text keys, or null.</summary>
    public Type? ValueType => Argument(typeof(Dictionary<,>), 1);

    /// <summary>The place of one element or value, under the same limits.</summary>
    public ConfigSlot Inner(Type type) =>
        this with { Type = Nullable.GetUnderlyingType(type) ?? type, IsNullable = Nullable.GetUnderlyingType(type) is not null };

    private Type? Argument(Type generic, int index)
    {
        if (!Type.IsGenericType || Type.GetGenericArguments().Length != generic.GetGenericArguments().Length)
        {
            return null;
        }

        var arguments = Type.GetGenericArguments();
        var isKeyedByText = arguments.Length == 1 || arguments[0] == typeof(string);
        return isKeyedByText && Type.IsAssignableFrom(generic.MakeGenericType(arguments)) ? arguments[index] : null;
    }
}

/// <summary>One key of a config record.</summary>
/// <param name="UnwrittenAt">The value at which the canonical text leaves the key out; null for none.</param>
internal sealed record ConfigKey(string Name, PropertyInfo Property, bool IsRequired, ConfigSlot Slot, object? UnwrittenAt);

/// <summary>The keys of config records, read once by reflection: settable properties in the order of their declaration.</summary>
internal static class ConfigShape
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<ConfigKey>> Known = new();

    public static IReadOnlyList<ConfigKey> KeysOf(Type type) => Known.GetOrAdd(type, ReadKeys);

    public static bool IsRecord(Type type) =>
        type.IsClass && type != typeof(string) && !type.IsArray && (type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is not null);

    /// <summary>The records that a <c>kind</c> key chooses from, by their word; empty for an ordinary record.</summary>
    public static IReadOnlyList<(string Word, Type Type)> KindsOf(Type type) =>
        [.. (type.GetCustomAttribute<KindsAttribute>(inherit: false)?.Types ?? []).Select(static kind => (KindOf(kind), kind))];

    public static string KindOf(Type type) =>
        type.GetCustomAttribute<KindAttribute>(inherit: false)?.Name
        ?? throw new ArgumentException($"{type.Name} is listed in [Kinds] and has no [Kind]", nameof(type));

    /// <returns>What may stand at a dotted key of a config value, or null where it has no such key.</returns>
    public static ConfigSlot? Find(object value, string dottedKey)
    {
        object? at = value;
        ConfigSlot? slot = null;
        foreach (var name in dottedKey.Split('.'))
        {
            var key = at is null || !IsRecord(at.GetType()) ? null : KeysOf(at.GetType()).FirstOrDefault(key => key.Name == name);
            if (key is null)
            {
                return null;
            }

            (slot, at) = (key.Slot, key.Property.GetValue(at));
        }

        return slot;
    }

    /// <returns>The dotted keys of all numbers, truth values, words and texts in a config value.</returns>
    public static IEnumerable<string> ScalarKeysOf(object value)
    {
        foreach (var key in KeysOf(value.GetType()))
        {
            if (ScalarValue.IsScalar(key.Slot.Type))
            {
                yield return key.Name;
            }
            else if (key.Property.GetValue(value) is { } inner && IsRecord(inner.GetType()))
            {
                foreach (var below in ScalarKeysOf(inner))
                {
                    yield return $"{key.Name}.{below}";
                }
            }
        }
    }

    /// <returns>"LearningRate" as "learning_rate".</returns>
    public static string ToSnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        for (var index = 0; index < name.Length; index++)
        {
            var beginsWord = index > 0 && char.IsUpper(name[index])
                && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));
            snake.Append(beginsWord ? "_" : "").Append(char.ToLowerInvariant(name[index]));
        }

        return snake.ToString();
    }

    private static ConfigKey[] ReadKeys(Type type)
    {
        List<Type> lineage = [];
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            lineage.Insert(0, at);
        }

        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(static property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
                .OrderBy(property => lineage.IndexOf(property.DeclaringType!))
                .ThenBy(static property => property.MetadataToken)
                .Select(ReadKey),
        ];
    }

    private static ConfigKey ReadKey(PropertyInfo property)
    {
        var inner = Nullable.GetUnderlyingType(property.PropertyType);
        var isNullable = inner is not null
            || (!property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable);
        var slot = new ConfigSlot(
            inner ?? property.PropertyType,
            isNullable,
            property.GetCustomAttribute<RangeAttribute>(),
            property.GetCustomAttribute<OneOfAttribute>()?.Words);
        return new ConfigKey(
            ToSnakeCase(property.Name), property, property.IsDefined(typeof(RequiredMemberAttribute)), slot, property.GetCustomAttribute<UnwrittenAtAttribute>()?.Value);
    }
}
