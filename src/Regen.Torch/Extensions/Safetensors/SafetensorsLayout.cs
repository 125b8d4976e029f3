namespace TorchSharp.Regen;

/// <summary>Whether tensors fill a file from its first byte to its last, each with the bytes that its shape needs.</summary>
internal static class SafetensorsLayout
{
    internal static void Check(IEnumerable<SafetensorsEntry> entries, long available, string file)
    {
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            CheckPlace(entry, end, available, file);
            CheckLength(entry, file);
            end = entry.End;
        }

        if (end != available)
        {
            throw new SafetensorsException(file, null, $"the tensors take {end} bytes, the file has {available} for them");
        }
    }

    private static void CheckPlace(SafetensorsEntry entry, long end, long available, string file)
    {
        if (entry.End < entry.Begin)
        {
            throw new SafetensorsException(file, entry.Name, $"it ends at byte {entry.End}, before its begin at {entry.Begin}");
        }

        if (entry.Begin != end)
        {
            var what = entry.Begin < end ? "overlaps the tensor before it" : "leaves a hole after the tensor before it";
            throw new SafetensorsException(file, entry.Name, $"it {what}: it begins at byte {entry.Begin}, not at {end}");
        }

        if (entry.End > available)
        {
            throw new SafetensorsException(file, entry.Name, $"it ends at byte {entry.End}, the file has {available}");
        }
    }

    private static void CheckLength(SafetensorsEntry entry, string file)
    {
        try
        {
            var bits = checked(entry.Shape.Aggregate(1L, (product, size) => checked(product * size)) * entry.Type.Bits);
            if (bits % 8 != 0 || bits / 8 != entry.Length)
            {
                throw new SafetensorsException(
                    file, entry.Name, $"{entry.Type.Name} [{string.Join(", ", entry.Shape)}] takes {bits / 8.0} bytes, it has {entry.Length}");
            }
        }
        catch (OverflowException problem)
        {
            throw new SafetensorsException(
                file, entry.Name, $"[{string.Join(", ", entry.Shape)}] has more elements than can be counted", problem);
        }
    }
}
