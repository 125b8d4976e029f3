using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Regen.Core.Data.Sources;

/// <summary>Records as JSON objects; Python dictionaries are translated first.</summary>
internal sealed class RecordParser
{
    public const int MaxDepth = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    private readonly ArrayBufferWriter<byte> translated = new(4096);

    /// <returns>The document, or null with what is wrong. It is valid until the next call, and as long as the record.</returns>
    public JsonDocument? Parse(ReadOnlyMemory<byte> record, out string problem)
    {
        problem = "";
        try
        {
            if (!Utf8.IsValid(record.Span))
            {
                problem = "not UTF-8";
                return null;
            }

            if (PythonLiteral.Looks(record.Span))
            {
                translated.ResetWrittenCount();
                PythonLiteral.WriteJson(record.Span, translated);
                record = translated.WrittenMemory;
            }

            var document = JsonDocument.Parse(record, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            problem = "not a JSON object";
            document.Dispose();
        }
        catch (JsonException error)
        {
            problem = $"not JSON: {Shorten(error.Message)}";
        }
        catch (FormatException error)
        {
            problem = error.Message;
        }

        return null;
    }

    // The parser's message ends in a path, line and byte of its own, which mislead beside the file's line.
    private static string Shorten(string message)
    {
        var stop = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return stop > 0 ? message[..stop] : message;
    }
}
