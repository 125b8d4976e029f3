using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels.Batches;

/// <summary>A server's answer other than success, in words without the key.</summary>
internal sealed class BatchRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>Calls to a server's files and batches routes: bounded, without redirects, the key in the header and nowhere else.</summary>
internal sealed class BatchEndpoint
{
    private const int MaxReply = 4 << 20; // bytes of a JSON reply
    private const long MaxFile = 4L << 30; // bytes of an answer file
    private const int Attempts = 4;
    private static readonly TimeSpan FileTimeout = TimeSpan.FromHours(2);

    private readonly HttpClient http;
    private readonly Uri address;
    private readonly Secret? key;
    private readonly CallLimits limits;

    private BatchEndpoint(HttpClient http, ModelEndpoint endpoint, CallLimits limits) => (this.http, address, key, this.limits) = (http, endpoint.Address, endpoint.Key, limits);

    /// <returns>A client that follows no redirect and keeps no cookie; time limits are this class's own.</returns>
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="RegenException">The address is not allowed, or the key is missing. Neither credentials nor the key stand in the message.</exception>
    public static BatchEndpoint Of(HttpClient http, LanguageModelConfig model) => new(http, ModelEndpoint.Of(model), model.Limits);

    /// <exception cref="BatchRefusedException">The server refused it for good, or time and again.</exception>
    public Task<JsonElement> Get(string path, CancellationToken cancellation) =>
        Retry(stop => Json(new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)), stop), CallTimeout(), IsPassing, cancellation);

    /// <summary>Asked again only where the server said that it did nothing (429).</summary>
    public Task<JsonElement> Post(string path, string json, CancellationToken cancellation) =>
        Retry(
            stop => Json(new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, stop),
            CallTimeout(),
            static problem => problem is BatchRefusedException { Status: 429 },
            cancellation);

    public Task<JsonElement> Upload(string path, string file, string name, CancellationToken cancellation) => Retry(
        async stop =>
        {
            using var stream = File.OpenRead(file);
            using var content = new StreamContent(stream);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
            using var form = Form(content, name);
            return await Json(new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = form }, stop).ConfigureAwait(false);
        },
        FileTimeout,
        IsPassing,
        cancellation);

    /// <summary>Fetches a file whole or not at all.</summary>
    public Task<bool> Download(string path, string file, CancellationToken cancellation) => Retry(
        async stop =>
        {
            using var reply = await Send(new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)), stop).ConfigureAwait(false);
            var unfinished = file + ".tmp";
            using (var target = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            {
                await Copy(reply, target, MaxFile, stop).ConfigureAwait(false);
                target.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
            return true;
        },
        FileTimeout,
        IsPassing,
        cancellation);

    // Names in quotes and a boundary without: strict readers of forms know no other, and .NET writes it the other way round.
    private static MultipartFormDataContent Form(StreamContent content, string name)
    {
        content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{name}\"" };
        var boundary = "regen-" + Guid.NewGuid().ToString("N");
        var form = new MultipartFormDataContent(boundary) { { new StringContent("batch"), "\"purpose\"" }, content };
        form.Headers.ContentType!.Parameters.Single(static parameter => parameter.Name == "boundary").Value = boundary;
        return form;
    }

    private static bool IsPassing(Exception problem) => problem is BatchRefusedException { Status: 408 or 429 or >= 500 } or HttpRequestException or HttpIOException or TimeoutException;

    private TimeSpan CallTimeout() => TimeSpan.FromSeconds(limits.TimeoutSeconds);

    private async Task<T> Retry<T>(Func<CancellationToken, Task<T>> call, TimeSpan timeout, Func<Exception, bool> isPassing, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            stop.CancelAfter(timeout);
            try
            {
                return await call(stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException problem) when (!cancellation.IsCancellationRequested)
            {
                if (attempt == Attempts || !isPassing(new TimeoutException()))
                {
                    throw new HttpRequestException($"no answer within {timeout.TotalSeconds:N0} seconds", problem);
                }
            }
            catch (Exception problem) when (attempt < Attempts && isPassing(problem))
            {
                var told = (problem as BatchRefusedException)?.Data["retry-after"] as TimeSpan?;
                var wait = told ?? TimeSpan.FromSeconds(1 << (attempt - 1));
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds, limits.RetryAfterSeconds)), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<JsonElement> Json(HttpRequestMessage request, CancellationToken stop)
    {
        using var reply = await Send(request, stop).ConfigureAwait(false);
        using var body = new MemoryStream();
        await Copy(reply, body, MaxReply, stop).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(body.ToArray());
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new JsonException("no object");
        }
        catch (JsonException)
        {
            throw new BatchRefusedException(502, $"the reply ({body.Length:N0} bytes) is no JSON object");
        }
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken stop)
    {
        using (request)
        {
            if (key is not null)
            {
                request.Headers.Authorization = AuthenticationHeaderValue.Parse(key.Bearer());
            }

            var reply = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
            if (reply.StatusCode == HttpStatusCode.OK || reply.StatusCode == HttpStatusCode.Created)
            {
                return reply;
            }

            using (reply)
            {
                throw await Refused(reply, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<BatchRefusedException> Refused(HttpResponseMessage reply, CancellationToken stop)
    {
        var status = (int)reply.StatusCode;
        using var body = new MemoryStream();
        try
        {
            await Copy(reply, body, 1 << 14, stop).ConfigureAwait(false);
        }
        catch (BatchRefusedException)
        {
            // An error's text beyond its first 16 KiB says nothing more.
        }

        var text = Encoding.UTF8.GetString(body.ToArray());
        var hidden = key?.HideAlways(text) ?? text;
        var redirect = status is >= 300 and < 400 ? "the server redirects, which is not followed; " : "";
        var refusal = new BatchRefusedException(status, $"{redirect}status {status}: {CleanText.OneLine(hidden, 300)}");
        refusal.Data["retry-after"] = reply.Headers.RetryAfter?.Delta;
        return refusal;
    }

    private static async Task Copy(HttpResponseMessage reply, Stream target, long most, CancellationToken stop)
    {
        using var source = await reply.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        var buffer = new byte[1 << 16];
        for (long copied = 0; await source.ReadAsync(buffer, stop).ConfigureAwait(false) is > 0 and var count;)
        {
            copied += count;
            if (copied > most)
            {
                throw new BatchRefusedException(413, $"the server sends more than {most:N0} bytes");
            }

            await target.WriteAsync(buffer.AsMemory(0, count), stop).ConfigureAwait(false);
        }
    }
}
