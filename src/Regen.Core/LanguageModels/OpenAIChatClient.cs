using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>
/// Any server that speaks OpenAI's chat protocol, straight on .NET's HTTP handler (decision 0011): request bytes are ours, the
/// answer is read up to 4 MiB, and nothing is tried twice here. Failures are <see cref="ModelCallException"/>s.
/// </summary>
internal sealed class OpenAIChatClient : IChatClient
{
    private const int MostBytes = 4 * 1024 * 1024;

    private readonly ModelEndpoint endpoint;
    private readonly Uri route;
    private readonly string model;
    private readonly HttpMessageInvoker http;

    public OpenAIChatClient(LanguageModelConfig config)
    {
        endpoint = ModelEndpoint.Of(config);
        route = new Uri(endpoint.Address, "chat/completions");
        model = config.Model!;
        http = new HttpMessageInvoker(Handler(config.Limits, endpoint.Address), disposeHandler: true);
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            using var request = Request(ChatJson.Request(model, messages, options ?? new ChatOptions()));
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return await Read(response, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw Failure(problem);
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("answers are stored whole, so none is streamed");

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();

    // A proxy is for the way to the world; what goes to this machine or a named neighbour goes there straight.
    private static SocketsHttpHandler Handler(CallLimits limits, Uri address) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = address.Scheme == Uri.UriSchemeHttps,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = limits.Concurrency,
        ConnectTimeout = TimeSpan.FromSeconds(Math.Min(limits.TimeoutSeconds, 20)),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    // The key, where there is one, and nothing that tells the server about this machine.
    private HttpRequestMessage Request(byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "regen");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        if (endpoint.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key.Bearer());
        }

        return request;
    }

    private async ValueTask<ChatResponse> Read(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            for (int read; (read = await stream.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false)) > 0;)
            {
                length += read;
                buffer = length < buffer.Length ? buffer : Grow(buffer);
            }

            return response.IsSuccessStatusCode ? Clean(ChatJson.Response(buffer.AsMemory(0, length))) : throw Refusal(response, buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        if (full.Length >= MostBytes)
        {
            throw new ModelCallException(AttemptKind.Cut, $"the answer is longer than {MostBytes / 1024 / 1024} MiB");
        }

        var grown = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(grown, 0);
        ArrayPool<byte>.Shared.Return(full);
        return grown;
    }

    private ChatResponse Clean(ChatResponse response)
    {
        var text = response.Text;
        if (endpoint.Key is { } key && !ReferenceEquals(key.Hide(text), text))
        {
            response.Messages = [new ChatMessage(ChatRole.Assistant, key.Hide(text))];
        }

        response.ModelId = response.ModelId is { } name ? Hide(name) : null;
        response.FinishReason = response.FinishReason is { } reason ? new ChatFinishReason(Hide(reason.Value)) : null;
        return response;
    }

    private ModelCallException Refusal(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var status = (int)response.StatusCode;
        var kind = status switch
        {
            429 => AttemptKind.RateLimited,
            408 or 409 or 425 or >= 500 => AttemptKind.ServerError,
            401 or 403 or 404 or (>= 300 and < 400) => AttemptKind.Forbidden,
            _ => AttemptKind.Refused,
        };
        var words = status is >= 300 and < 400
            ? $"{status}: the server redirects, which is not followed; give its final address"
            : $"{status}: {CleanText.OneLine(Hide(ChatJson.Error(body)))}";
        return new ModelCallException(kind, words, RetryAfter(response.Headers));
    }

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.ToString();
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, 1e6));
        }

        var isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        return isDate && date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : null;
    }

    // Cut: the answer had begun. Whatever came before that is a matter of the connection.
    private ModelCallException Failure(Exception problem)
    {
        var isCut = problem is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded };
        return new ModelCallException(isCut ? AttemptKind.Cut : AttemptKind.Closed, CleanText.OneLine(Hide(problem.GetBaseException().Message)));
    }

    private string Hide(string text) => endpoint.Key?.Hide(text) ?? text;
}
