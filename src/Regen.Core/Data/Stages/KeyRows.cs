using Regen.Core.Storage;

namespace Regen.Core.Data.Stages;

/// <summary>The keys of the users or items of the interactions, numbered in the order in which the files first name them.</summary>
internal sealed class KeyRows(DuckDBConnection engine, string folder, string name) : IDisposable
{
    public const string Users = "user_keys";
    public const string Items = "item_keys";

    private readonly KeyNumbers numbers = new();
    private readonly PartWriter parts = new(engine, folder, name, "number integer, key varchar");

    /// <inheritdoc cref="KeyNumbers.Expect"/>
    public void Expect(ReadOnlySpan<ulong> hashes) => numbers.Expect(hashes);

    public int NumberOf(ReadOnlySpan<byte> key, ulong hash, CancellationToken stop)
    {
        var number = numbers.NumberOf(key, hash, out var isNew);
        if (isNew)
        {
            parts.CreateRow(key.Length).AppendValue(number).AppendUtf8(key);
            parts.EndRow(stop);
        }

        return number;
    }

    public void Finish(CancellationToken stop) => parts.Finish(stop);

    public void Dispose() => parts.Dispose();
}
