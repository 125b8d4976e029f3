using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Regen.Core.Tests.LanguageModels.Batches;

/// <summary>Files and batches routes on loopback, in this process.</summary>
internal sealed class BatchServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Dictionary<string, string> files = [];
    private readonly Dictionary<string, (string Id, string Input)> batches = [];

    public BatchServer()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        Address = $"http://127.0.0.1:{port}/v1/";
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = Task.Run(Serve);
    }

    public string Address { get; }

    /// <summary>Method and path of each call ("POST /v1/files").</summary>
    public List<string> Calls { get; } = [];

    public HashSet<string?> Authorizations { get; } = [];

    public int Batches => batches.Count;

    /// <summary>Status of a batch until this many polls were made.</summary>
    public int PollsToWait { get; set; }

    /// <summary>Answer and error file of a batch, from its input lines.</summary>
    public Func<string[], (string? Output, string? Errors)> Answer { get; set; } = _ => (null, null);

    /// <summary>Given a call, what happens instead of the answer; null for nothing.</summary>
    public Func<string, Action<HttpListenerResponse>?> Fault { get; set; } = _ => null;

    public void Dispose() => listener.Close();

    private async Task Serve()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception problem) when (problem is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var call = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
            Calls.Add(call);
            Authorizations.Add(context.Request.Headers["Authorization"]);
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var fault = Fault(call);
            var text = fault is null || call == "POST /v1/batches" ? Reply(call, body) : "";
            Send(context.Response, text, fault);
        }
    }

    private static void Send(HttpListenerResponse response, string text, Action<HttpListenerResponse>? fault)
    {
        try
        {
            if (fault is not null)
            {
                fault(response);
                return;
            }

            response.Close(Encoding.UTF8.GetBytes(text), willBlock: true);
        }
        catch (Exception problem) when (problem is HttpListenerException or ObjectDisposedException)
        {
            // The client has gone.
        }
    }

    private string Reply(string call, string body)
    {
        var path = call.Split('/');
        switch (call)
        {
            case "POST /v1/files":
                return File(body[body.IndexOf('{', StringComparison.Ordinal)..(body.LastIndexOf('}') + 1)]);
            case "POST /v1/batches":
                var id = $"batch-{batches.Count + 1}";
                batches[id] = (id, JsonDocument.Parse(body).RootElement.GetProperty("input_file_id").GetString()!);
                return Batch(id, isList: true);
            case "GET /v1/batches":
                return $"{{\"data\":[{string.Join(',', batches.Keys.Select(batch => Batch(batch, isList: true)))}],\"has_more\":false}}";
            default:
                return path[2] == "batches" ? Batch(path[3], isList: false) : files[path[3]];
        }
    }

    private string File(string content)
    {
        var id = $"file-{files.Count + 1}";
        files[id] = content;
        return $"{{\"id\":\"{id}\"}}";
    }

    private string Batch(string id, bool isList)
    {
        var input = batches[id].Input;
        if (isList || PollsToWait-- > 0)
        {
            return $"{{\"id\":\"{id}\",\"status\":\"in_progress\",\"input_file_id\":\"{input}\"}}";
        }

        var (output, errors) = Answer(files[input].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        string? Named(string? content) => content is null ? null : JsonDocument.Parse(File(content)).RootElement.GetProperty("id").GetString();
        return JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["id"] = id,
            ["status"] = "completed",
            ["output_file_id"] = Named(output),
            ["error_file_id"] = Named(errors),
            ["request_counts"] = new Dictionary<string, int> { ["total"] = 3, ["completed"] = 2, ["failed"] = 1 },
        });
    }
}
