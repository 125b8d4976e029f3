// Encodes titles with all-MiniLM-L6-v2, from text to vectors. Prints what it measured, a name and a number a line.
//   ids MODEL ITEMS FILE               token ids of every title for the peer: int32 count, lengths, ids
//   encode MODEL ITEMS FILE THREADS    vectors, float32, and the time they took
//   compare MODEL ITEMS FILE OTHER     largest difference of two files of vectors
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Regen.Core.Models.Encoders;
using Regen.Core.Models.Encoders.Bert;
using Regen.Core.Text;
using TorchSharp;

const int maxTokens = 256;
var (task, model, items, file) = (args[0], args[1], args[2], args[3]);
switch (task)
{
    case "ids":
        WriteIds();
        break;
    case "encode":
        Encode(int.Parse(args[4], CultureInfo.InvariantCulture));
        break;
    default:
        Compare(args[4]);
        break;
}

void WriteIds()
{
    var tokenizer = WordPieceTokenizer.Open(model);
    var ids = Titles().Select(title => tokenizer.Encode(title, maxTokens).Ids).ToArray();
    int[] all = [ids.Length, .. ids.Select(text => text.Length), .. ids.SelectMany(text => text)];
    File.WriteAllBytes(file, MemoryMarshal.AsBytes<int>(all).ToArray());
    Console.WriteLine($"texts {ids.Length}");
    Console.WriteLine($"tokens {ids.Sum(text => text.Length)}");
}

void Encode(int threads)
{
    torch.set_num_threads(threads);
    using var encoder = BertEncoder.Open("minilm", model);
    var form = TextForm.Parse("mean", 1, maxTokens);
    var titles = Titles();
    encoder.Encode(titles[..256], form);
    using var process = Process.GetCurrentProcess();
    var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
    var vectors = encoder.Encode(titles, form);
    var seconds = clock.Elapsed.TotalSeconds;
    process.Refresh();
    Report("csharp.seconds", seconds);
    Report("csharp.cpu_seconds", (process.TotalProcessorTime - before).TotalSeconds);
    File.WriteAllBytes(file, MemoryMarshal.AsBytes(vectors.Values).ToArray());
}

void Compare(string other)
{
    var ours = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file));
    var theirs = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(other));
    var worst = ours.Length == theirs.Length ? 0f : float.PositiveInfinity;
    for (var i = 0; i < Math.Min(ours.Length, theirs.Length); i++)
    {
        worst = Math.Max(worst, Math.Abs(ours[i] - theirs[i]));
    }

    Console.WriteLine($"difference {worst.ToString("E1", CultureInfo.InvariantCulture)}");
}

List<string> Titles()
{
    using var stream = new GZipStream(File.OpenRead(items), CompressionMode.Decompress);
    using var reader = new StreamReader(stream);
    var titles = new List<string>();
    while (reader.ReadLine() is { } line)
    {
        using var item = JsonDocument.Parse(line);
        titles.Add(item.RootElement.TryGetProperty("title", out var title) ? title.GetString() ?? "" : "");
    }

    return titles;
}

static void Report(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:F3}"));
