using System.IO.Compression;
using System.Text.Json;
using Regen.Core.Data.Sample;

namespace Regen.Core.Tests.Sample;

/// <summary>The default corpus, written once for the tests that look at it.</summary>
public sealed class SampleFixture : IDisposable
{
    public SampleFixture() => Result = SampleCorpus.Write(new SampleRequest { Out = Folder });

    public string Folder { get; } = Directory.CreateTempSubdirectory("regen-sample-").FullName;

    public SampleResult Result { get; }

    /// <summary>The well-formed lines of a file, and how many others there are.</summary>
    public (List<JsonElement> Lines, int Malformed) Read(string file)
    {
        List<JsonElement> lines = [];
        var malformed = 0;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            try
            {
                lines.Add(JsonDocument.Parse(line).RootElement);
            }
            catch (JsonException)
            {
                malformed++;
            }
        }

        return (lines, malformed);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
