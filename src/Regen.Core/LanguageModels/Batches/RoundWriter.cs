using System.Security.Cryptography;
using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.Runs;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>Writes one round: request files of bounded size, a places file beside each, the manifest last.</summary>
internal sealed class RoundWriter(string folder, LanguageModelConfig model, BatchOptions options) : IDisposable
{
    private readonly SortedDictionary<string, long> prompts = new(StringComparer.Ordinal);
    private readonly List<string> schemas = [];
    private readonly List<BatchFile> files = [];
    private HashedFile? requests;
    private HashedFile? places;
    private long inputTokens;
    private long outputTokens;
    private double costBound;
    private long count;

    public bool IsEmpty => count == 0;

    /// <returns>False where the request alone is longer than a file may be.</returns>
    public bool Add(AnswerKey key, ModelRequest request)
    {
        var line = RequestLine.Write(options.Format, key, model, request);
        if (line.Length + 1 > options.MaxBytes)
        {
            return false;
        }

        if (requests is not null && (requests.Lines >= options.MaxLines || requests.Length + line.Length + 1 > options.MaxBytes))
        {
            CloseFile();
        }

        requests ??= new HashedFile(Path.Combine(folder, $"requests-{files.Count + 1:D4}.jsonl"));
        places ??= new HashedFile(Path.Combine(folder, $"places-{files.Count + 1:D4}.jsonl"));
        var place = new PlaceLine(
            key.Hex, requests.Length, line.Length, request.Place, request.Prompt, request.SchemaName, request.Draw, SchemaNumber(request.Schema), request.MaxOutputTokens);
        requests.WriteLine(line.Span);
        places.WriteLine(JsonSerializer.SerializeToUtf8Bytes(place, RunJson.Line));
        Count(request);
        return true;
    }

    public BatchRound Finish()
    {
        CloseFile();
        var manifest = new BatchManifest
        {
            Format = options.Format,
            Model = model,
            Requests = count,
            Prompts = prompts,
            Schemas = schemas,
            InputTokens = inputTokens,
            OutputTokensAtMost = outputTokens,
            CostAtMost = model.Prices is { } prices ? prices.Dollars(inputTokens, outputTokens) * prices.BatchShare : null,
            CostBound = model.Prices is null ? null : costBound,
            Files = files,
        };
        WholeFile.Write(Path.Combine(folder, BatchRound.ManifestName), JsonSerializer.Serialize(manifest, RunJson.Pretty) + "\n");
        return new BatchRound(folder, manifest);
    }

    public void Dispose()
    {
        requests?.Dispose();
        places?.Dispose();
    }

    private void Count(ModelRequest request)
    {
        count++;
        prompts[request.Prompt] = prompts.GetValueOrDefault(request.Prompt) + 1;
        inputTokens += TokenEstimate.Input(request, model.Schema);
        outputTokens += TokenEstimate.OutputLimit(request, model.Sampling) ?? TokenEstimate.DefaultOutput;
        costBound += BatchPurse.Bound(model, request);
    }

    private int? SchemaNumber(string? schema)
    {
        if (schema is null)
        {
            return null;
        }

        var number = schemas.LastIndexOf(schema);
        if (number < 0)
        {
            number = schemas.Count;
            schemas.Add(schema);
        }

        return number;
    }

    private void CloseFile()
    {
        if (requests is null || places is null)
        {
            return;
        }

        files.Add(new BatchFile(requests.Name, requests.Lines, requests.Length, requests.Finish(), places.Name, places.Finish()));
        (requests, places) = (null, null);
    }

    private sealed class HashedFile : IDisposable
    {
        private readonly FileStream stream;
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public HashedFile(string path)
        {
            stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            Name = Path.GetFileName(path);
        }

        public string Name { get; }

        public int Lines { get; private set; }

        public long Length { get; private set; }

        /// <exception cref="RegenException">The disk is full.</exception>
        public void WriteLine(ReadOnlySpan<byte> line)
        {
            Write(line);
            Write("\n"u8);
            Lines++;
        }

        /// <returns>SHA-256 of a file that is on the disk now.</returns>
        public string Finish()
        {
            Guard(() => stream.Flush(flushToDisk: true));
            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            Dispose();
            return sha256;
        }

        public void Dispose()
        {
            hash.Dispose();
            try
            {
                stream.Dispose();
            }
            catch (IOException)
            {
                // The disk is full: the first failure was reported, and the round has no manifest.
            }
        }

        private void Write(ReadOnlySpan<byte> bytes)
        {
            try
            {
                stream.Write(bytes);
            }
            catch (IOException problem)
            {
                throw Refused(problem);
            }

            hash.AppendData(bytes);
            Length += bytes.Length;
        }

        private void Guard(Action write)
        {
            try
            {
                write();
            }
            catch (IOException problem)
            {
                throw Refused(problem);
            }
        }

        private RegenException Refused(IOException problem) =>
            new($"{Name} could not be written: {problem.Message}", stream.Name, "free some space, then give the same command again: it starts this round anew", problem);
    }
}
