using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Regen.Core.Data.Sources;

/// <summary>
/// The content of a gzip file, member after member, each checked against its length and CRC-32. The platform's own stream
/// takes a file that ends in the middle of a member for a finished one.
/// </summary>
/// <remarks>Format: RFC 1952.</remarks>
internal sealed class GzipReader(Stream file) : IDisposable
{
    private const int TrailerSize = 8;
    private const int LongestHeader = 1 << 17;

    private readonly Feed feed = new(file);
    private readonly Crc32 crc = new();
    private DeflateStream? body;
    private uint size;

    /// <returns>Bytes put into the buffer; 0 at the end of the last member.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or ends too early.</exception>
    public int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (body is null && !BeginMember())
            {
                return 0;
            }

            var read = body!.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
            {
                crc.Append(buffer[..read]);
                size += (uint)read;
                return read;
            }

            EndMember();
        }
    }

    public void Dispose() => body?.Dispose();

    private bool BeginMember()
    {
        if (feed.Ensure(1) == 0)
        {
            return false;
        }

        var start = feed.Rest;
        if (start[0] == 0)
        {
            RequirePadding();
            return false;
        }

        feed.Skip(HeaderSize());
        (body, size) = (new DeflateStream(feed, CompressionMode.Decompress, leaveOpen: true), 0);
        crc.Reset();
        return true;
    }

    // Some programs fill the last block of a tape or disk with zeros.
    private void RequirePadding()
    {
        while (feed.Ensure(1) > 0)
        {
            if (feed.Rest.ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException("something that is no gzip follows the last member");
            }

            feed.Skip(feed.Rest.Length);
        }
    }

    private int HeaderSize()
    {
        const int Fixed = 10;
        feed.Ensure(Fixed);
        var header = feed.Rest;
        if (header.Length < Fixed)
        {
            throw new InvalidDataException("the file ends inside a header");
        }

        if (header[0] != 0x1f || header[1] != 0x8b || header[2] != 8)
        {
            throw new InvalidDataException("something that is no gzip follows a member");
        }

        var flags = header[3];
        var at = Fixed;
        if ((flags & 4) != 0)
        {
            at += 2 + BinaryPrimitives.ReadUInt16LittleEndian([Header(at), Header(at + 1)]);
        }

        for (var text = 8; text <= 16; text *= 2)
        {
            while ((flags & text) != 0 && Header(at++) != 0)
            {
                // A name or comment ends in a zero.
            }
        }

        at += (flags & 2) != 0 ? 2 : 0;
        _ = Header(at - 1);
        return at;
    }

    private byte Header(int at)
    {
        if (at >= LongestHeader || feed.Ensure(at + 1) <= at)
        {
            throw new InvalidDataException("the file ends inside a header");
        }

        return feed.Rest[at];
    }

    // The inflater reads ahead and does not say how far it came; the trailer, whose eight bytes are known by now, does.
    private void EndMember()
    {
        body!.Dispose();
        body = null;
        Span<byte> trailer = stackalloc byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, crc.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], size);
        feed.RewindLastRead(TrailerSize + 2);
        for (var from = 0; feed.Rest[from..].IndexOf(trailer) is var found && found >= 0; from += found + 1)
        {
            var after = feed.Rest[(from + found + TrailerSize)..];
            if (after.IsEmpty || after[0] == 0 || after.StartsWith<byte>([0x1f, 0x8b]) || (after.Length == 1 && after[0] == 0x1f))
            {
                feed.Skip(from + found + TrailerSize);
                return;
            }
        }

        throw new InvalidDataException("it ends before a member does, or its checksum is wrong");
    }

    /// <summary>Hands the file to the inflater in small pieces and can take the last one back.</summary>
    private sealed class Feed(Stream file) : Stream
    {
        private const int Piece = 8192;

        private byte[] buffer = new byte[1 << 17];
        private int start;
        private int end;
        private int lastRead;

        public ReadOnlySpan<byte> Rest => buffer.AsSpan(start, end - start);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <returns>Bytes at hand: at least as many as wanted, unless the file ends before.</returns>
        public int Ensure(int wanted)
        {
            while (end - start < wanted && Fill(keep: start))
            {
                // Reads on.
            }

            return end - start;
        }

        public void Skip(int count) => start += count;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> target)
        {
            if (start == end)
            {
                Fill(keep: Math.Max(0, start - lastRead));
            }

            var count = Math.Min(Math.Min(target.Length, Piece), end - start);
            if (count > 0)
            {
                buffer.AsSpan(start, count).CopyTo(target);
                start += count;
                lastRead = count;
            }

            return count;
        }

        /// <summary>Takes the last piece back, and makes sure of so many bytes behind it.</summary>
        public void RewindLastRead(int behind)
        {
            start -= Math.Min(start, lastRead);
            Ensure(lastRead + behind);
            lastRead = 0;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private bool Fill(int keep)
        {
            buffer.AsSpan(keep, end - keep).CopyTo(buffer);
            (start, end) = (start - keep, end - keep);
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = file.Read(buffer.AsSpan(end));
            end += read;
            return read > 0;
        }
    }
}
