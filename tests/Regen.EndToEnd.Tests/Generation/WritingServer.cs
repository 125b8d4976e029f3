using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Regen.Core.Generation.Scripted;

namespace Regen.EndToEnd.Tests.Generation;

/// <summary>
/// A chat server on loopback that answers with the scripted writer's texts, fails now and then, and repeats the key that it is sent
/// wherever a careless client would keep it: in the model's name and in the words of its errors.
/// </summary>
internal sealed class WritingServer : IDisposable
{
    private const int FailsEvery = 40;

    private readonly HttpListener listener = new();
    private int requests;
    private int answers;

    public WritingServer()
    {
        Address = $"http://127.0.0.1:{FreePort()}/v1/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = Accept();
    }

    public string Address { get; }

    public int Requests => Volatile.Read(ref requests);

    /// <summary>Answers that were begun; their clients may be gone.</summary>
    public int Answers => Volatile.Read(ref answers);

    public void Dispose() => listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task Accept()
    {
        while (listener.IsListening)
        {
            var context = await listener.GetContextAsync().ConfigureAwait(false);
            _ = Task.Run(() => Serve(context));
        }
    }

    private async Task Serve(HttpListenerContext context)
    {
        var number = Interlocked.Increment(ref requests);
        var key = context.Request.Headers["Authorization"] ?? "no key";
        using var asked = await JsonDocument.ParseAsync(context.Request.InputStream).ConfigureAwait(false);
        var (status, body) = number % FailsEvery == 0
            ? (500, JsonSerializer.Serialize(new { error = new { message = "out of order, " + key } }))
            : (200, Answer(asked, key));
        try
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body)).ConfigureAwait(false);
            context.Response.Close();
        }
        catch (Exception problem) when (problem is HttpListenerException or IOException or ObjectDisposedException)
        {
            // Its client was killed.
        }
    }

    private string Answer(JsonDocument asked, string key)
    {
        Interlocked.Increment(ref answers);
        var user = asked.RootElement.GetProperty("messages")[1].GetProperty("content").GetString()!;
        return JsonSerializer.Serialize(new
        {
            model = "writer of " + key,
            choices = new[] { new { message = new { role = "assistant", content = ScriptedWriter.Answer(user) }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 100, completion_tokens = 50 },
        });
    }
}
