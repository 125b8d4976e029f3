using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Regen.Core.Data.Sample;

/// <summary>
/// A gzip file of JSON Lines, written beside its target and renamed by <see cref="Commit"/>. On request it spoils some
/// lines on the way: real files have them.
/// </summary>
internal sealed class JsonLines : IDisposable
{
    private const int SpoilEvery = 9973;

    private readonly ArrayBufferWriter<byte> line = new(4096);
    private readonly string path;
    private readonly bool canSpoil;
    private readonly FileStream file;
    private readonly GZipStream gzip;
    private readonly BufferedStream stream;
    private readonly Utf8JsonWriter json;
    private long written;
    private bool isCommitted;

    public JsonLines(string path, bool canSpoil)
    {
        (this.path, this.canSpoil) = (path, canSpoil);
        file = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true);
        stream = new BufferedStream(gzip, 1 << 16);
        json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Lines that are not JSON.</summary>
    public long Spoilt { get; private set; }

    /// <summary>Writes one object, and now and then a spoilt line after it, so that nothing well-formed is lost.</summary>
    public void Add<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        line.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        write(json, value);
        json.WriteEndObject();
        json.Flush();
        stream.Write(line.WrittenSpan);
        stream.WriteByte((byte)'\n');
        if (canSpoil && (++written == 40 || written % SpoilEvery == 997))
        {
            Spoil();
        }
    }

    /// <summary>Flushes to disk and puts the file in its place.</summary>
    public void Commit()
    {
        stream.Dispose();
        gzip.Dispose();
        file.Flush(flushToDisk: true);
        file.Dispose();
        File.Move(path + ".tmp", path, overwrite: true);
        isCommitted = true;
    }

    public void Dispose()
    {
        json.Dispose();
        if (!isCommitted)
        {
            stream.Dispose();
            gzip.Dispose();
            file.Dispose();
            File.Delete(path + ".tmp");
        }
    }

    private void Spoil()
    {
        switch (Spoilt++ % 3)
        {
            case 0:
                stream.Write(line.WrittenSpan[..(line.WrittenCount * 2 / 3)]);
                break;
            case 1:
                stream.Write("<html><head><title>503 Service Unavailable</title></head></html>"u8);
                break;
            default:
                stream.Write(Encoding.UTF8.GetBytes("\"overall\": 5.0, \"verified\": true"));
                break;
        }

        stream.WriteByte((byte)'\n');
    }
}
