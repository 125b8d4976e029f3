using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Regen.Core.Tests.LanguageModels;

/// <summary>What a server does with a request.</summary>
/// <param name="Status">Of the answer; 0 closes the connection without one.</param>
/// <param name="Body">Of the answer.</param>
/// <param name="Headers">Lines beyond length and type.</param>
/// <param name="Sent">So much of the body is sent before the connection is closed; null for all of it.</param>
/// <param name="Silence">Before anything is sent.</param>
internal sealed record Served(int Status, string Body = "", string Headers = "", int? Sent = null, TimeSpan Silence = default)
{
    public static Served Answer(string text, string model = "tiny-1", string usage = """{"prompt_tokens":10,"completion_tokens":5}""") => new(
        200,
        $$$"""{"id":"x","model":{{{JsonSerializer.Serialize(model)}}},"choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize(text)}}}},"finish_reason":"stop"}],"usage":{{{usage}}}}""");

    public static Served Error(int status, string words, string headers = "") => new(status, $$$"""{"error":{"message":{{{JsonSerializer.Serialize(words)}}}}}""", headers);
}

/// <summary>A request as it came.</summary>
internal sealed record Received(string Head, string Body)
{
    public string User => JsonDocument.Parse(Body).RootElement.GetProperty("messages")[1].GetProperty("content").GetString()!;
}

/// <summary>An HTTP server on loopback that answers as the test says, wrongly too: bodies that end early, connections that close, silence.</summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<int, Received, Served> serve;
    private int count;

    public FaultyServer(Func<int, Received, Served> serve)
    {
        this.serve = serve;
        listener.Start();
        _ = Accept();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1";

    public ConcurrentQueue<Received> Requests { get; } = new();

    public void Dispose()
    {
        stop.Cancel();
        listener.Stop();
    }

    private async Task Accept()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token).ConfigureAwait(false);
            _ = Task.Run(() => Serve(client));
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var connection = client;
        client.NoDelay = true;
        using var stream = client.GetStream();
        while (await Read(stream).ConfigureAwait(false) is { } received)
        {
            Requests.Enqueue(received);
            var served = serve(Interlocked.Increment(ref count), received);
            await Task.Delay(served.Silence, stop.Token).ConfigureAwait(false);
            if (served.Status == 0)
            {
                return;
            }

            var body = Encoding.UTF8.GetBytes(served.Body);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {served.Status} X\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{served.Headers}\r\n"), stop.Token).ConfigureAwait(false);
            await stream.WriteAsync(body.AsMemory(0, served.Sent ?? body.Length), stop.Token).ConfigureAwait(false);
            if (served.Sent is not null)
            {
                return;
            }
        }
    }

    private async Task<Received?> Read(NetworkStream stream)
    {
        var (bytes, buffer) = (new List<byte>(), new byte[16384]);
        while (true)
        {
            var read = await stream.ReadAsync(buffer, stop.Token).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            bytes.AddRange(buffer.AsSpan(0, read));
            var text = Encoding.Latin1.GetString([.. bytes]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && bytes.Count >= end + 4 + Length(text[..end]))
            {
                return new Received(text[..end], Encoding.UTF8.GetString([.. bytes.Skip(end + 4)]));
            }
        }
    }

    private static int Length(string head) =>
        head.Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture)
            : 0;
}
