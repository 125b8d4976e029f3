using System.Buffers;

namespace Regen.Core.Data.Sources;

/// <summary>A run of whole lines of a file, in an array lent by the shared pool.</summary>
/// <param name="Bytes">The lines, each with its line break; the last of the file may lack it.</param>
/// <param name="Length">Bytes in use.</param>
/// <param name="FirstLine">Number of the first line, from 1.</param>
internal readonly record struct LineBlock(byte[] Bytes, int Length, long FirstLine)
{
    public void Return() => ArrayPool<byte>.Shared.Return(Bytes);
}
