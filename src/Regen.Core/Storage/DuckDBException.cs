using System.Runtime.InteropServices;
using Regen.Core.Domain;

namespace Regen.Core.Storage;

/// <summary>The engine refused: its own words, and the statement or file that it refused.</summary>
public sealed class DuckDBException(string message) : Exception(message)
{
    /// <summary>What a person can act on (disk, memory, a file that is no Parquet) as a <see cref="RegenException"/>, the rest as a defect of ours.</summary>
    internal static Exception From(string? words, string where)
    {
        var message = string.IsNullOrEmpty(words) ? "unknown error" : words;
        var place = where.Length <= 300 ? where : where[..300] + "...";
        if (message.StartsWith("IO Error", StringComparison.Ordinal) || message.Contains("No space left", StringComparison.Ordinal))
        {
            var isFull = message.Contains("No space left", StringComparison.Ordinal) || message.Contains("File too large", StringComparison.Ordinal);
            return new RegenException(
                $"DuckDB: {message}", place, isFull ? "free disk space, then give the same command again: it goes on" : "check that the file exists, is whole and may be read or written");
        }

        if (message.StartsWith("Out of Memory Error", StringComparison.Ordinal))
        {
            return new RegenException($"DuckDB: {message}", place, "free disk space for its temporary files, or raise the memory limit");
        }

        if (message.StartsWith("Invalid Input Error", StringComparison.Ordinal) && message.Contains("parquet", StringComparison.OrdinalIgnoreCase))
        {
            return new RegenException($"DuckDB: {message}", place, "the file is damaged or no Parquet: make it again");
        }

        return new DuckDBException($"DuckDB: {message}\n  in: {place}");
    }

    internal static unsafe string? Words(byte* text) => text is null ? null : Marshal.PtrToStringUTF8((nint)text);
}
