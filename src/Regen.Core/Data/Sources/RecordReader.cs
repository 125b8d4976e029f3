using System.Buffers;
using Regen.Core.Domain;

namespace Regen.Core.Data.Sources;

/// <summary>
/// The records of a file, one at a time, in memory that does not grow with the file: its lines, or the elements of the
/// JSON array that it holds. Empty lines are passed over.
/// </summary>
internal sealed class RecordReader : IDisposable
{
    private const int LargestRecord = 1 << 28;

    private readonly SourceFile file;
    private byte[] buffer;
    private int start;
    private int end;
    private bool isAtEnd;
    private bool? isArray;

    /// <param name="bufferSize">Bytes read at a time; grows to the longest record.</param>
    /// <param name="linesOnly">A leading '[' is part of a line, not the start of an array.</param>
    public RecordReader(string path, int bufferSize = 1 << 20, bool linesOnly = false)
    {
        file = SourceFile.Open(path);
        buffer = new byte[bufferSize];
        isArray = linesOnly ? false : null;
    }

    public string Path => file.Path;

    public string Share => file.Share;

    /// <summary>Line, from 1, on which the current record starts.</summary>
    public long Line { get; private set; }

    private long LinesBefore { get; set; }

    /// <summary>Moves to the next record.</summary>
    /// <param name="record">Its bytes, without the line break; valid until the next call.</param>
    public bool Next(out ReadOnlyMemory<byte> record)
    {
        return IsArray ? NextElement(out record) : NextLine(out record);
    }

    /// <summary>The file holds one JSON array; otherwise lines.</summary>
    public bool IsArray => isArray ??= StartsAsArray();

    /// <summary>Moves over the next whole lines, at least so many bytes of them unless the file ends before; null at its end.</summary>
    public LineBlock? NextBlock(int size)
    {
        var wanted = size;
        while (true)
        {
            while (end - start < wanted && !isAtEnd)
            {
                Fill();
            }

            var rest = buffer.AsSpan(start, end - start);
            var length = isAtEnd ? rest.Length : rest.LastIndexOf((byte)'\n') + 1;
            if (length > 0 || isAtEnd)
            {
                return length > 0 ? Cut(length) : null;
            }

            wanted = rest.Length + size; // One line longer than the block.
        }
    }

    public void Dispose() => file.Dispose();

    private LineBlock Cut(int length)
    {
        var block = new LineBlock(ArrayPool<byte>.Shared.Rent(length), length, LinesBefore + 1);
        buffer.AsSpan(start, length).CopyTo(block.Bytes);
        LinesBefore += buffer.AsSpan(start, length).Count((byte)'\n');
        start += length;
        return block;
    }

    private bool NextLine(out ReadOnlyMemory<byte> record)
    {
        var searched = 0;
        while (true)
        {
            var length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (length < 0 && !isAtEnd)
            {
                searched = end - start;
                Fill();
                continue;
            }

            var size = length < 0 ? end - start : searched + length;
            var from = start;
            start = Math.Min(end, start + size + 1);
            searched = 0;
            if (size == 0 && length < 0)
            {
                record = default;
                return false;
            }

            Line = ++LinesBefore;
            size = size > 0 && buffer[from + size - 1] == '\r' ? size - 1 : size;
            if (!IsBlank(buffer.AsSpan(from, size)))
            {
                record = buffer.AsMemory(from, size);
                return true;
            }
        }
    }

    private bool NextElement(out ReadOnlyMemory<byte> record)
    {
        record = default;
        if (!SkipTo(static at => at is not ((byte)',' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')))
        {
            throw new RegenException("the JSON array has no end", $"{Path}, line {LinesBefore + 1:N0}", "fetch the file again");
        }

        if (buffer[start] == ']')
        {
            return false;
        }

        Line = LinesBefore + 1;
        var (depth, at, isText, isEscaped) = (0, 0, false, false);
        while (true)
        {
            if (start + at == end)
            {
                RequireMore();
            }

            var value = buffer[start + at];
            LinesBefore += value == '\n' ? 1 : 0;
            if (isText)
            {
                (isText, isEscaped) = (isEscaped || value != '"', !isEscaped && value == '\\');
            }
            else if (depth == 0 && value is (byte)',' or (byte)']')
            {
                break;
            }
            else
            {
                isText = value == '"';
                depth += value is (byte)'{' or (byte)'[' ? 1 : value is (byte)'}' or (byte)']' ? -1 : 0;
            }

            at++;
        }

        record = buffer.AsMemory(start, at);
        start += at;
        return true;
    }

    private void RequireMore()
    {
        Fill();
        if (isAtEnd)
        {
            throw new RegenException("the JSON array ends inside an element", $"{Path}, line {Line:N0}", "fetch the file again");
        }
    }

    private bool StartsAsArray()
    {
        if (start == end)
        {
            Fill();
        }

        ReadOnlySpan<byte> mark = [0xef, 0xbb, 0xbf];
        while (end - start < mark.Length && !isAtEnd)
        {
            Fill();
        }

        start += buffer.AsSpan(start, end - start).StartsWith(mark) ? mark.Length : 0;
        var first = start;
        while (true)
        {
            while (first < end && buffer[first] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                first++;
            }

            if (first < end || isAtEnd)
            {
                break;
            }

            var offset = first - start;
            Fill();
            first = start + offset;
        }

        if (first == end || buffer[first] != '[')
        {
            return false;
        }

        LinesBefore = buffer.AsSpan(start, first - start).Count((byte)'\n');
        start = first + 1;
        return true;
    }

    private bool SkipTo(Func<byte, bool> isWanted)
    {
        while (true)
        {
            while (start < end)
            {
                if (isWanted(buffer[start]))
                {
                    return true;
                }

                LinesBefore += buffer[start++] == '\n' ? 1 : 0;
            }

            if (isAtEnd)
            {
                return false;
            }

            Fill();
        }
    }

    // Moves what is unread to the front, grows the buffer when that fills it, and reads on.
    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LargestRecord)
            {
                throw new RegenException($"a record is longer than {LargestRecord >> 20} MiB", $"{Path}, line {LinesBefore + 1:N0}", "this is no file of one record a line");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = file.Read(buffer.AsSpan(end), LinesBefore);
        isAtEnd = read == 0;
        end += read;
    }

    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') < 0;
}
