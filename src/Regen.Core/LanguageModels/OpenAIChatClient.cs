using System.Buffers;
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using Microsoft.Extensions.AI;
using OpenAI;
using Regen.Core.Configuration;

namespace Regen.Core.LanguageModels;

/// <summary>
/// Any server that speaks OpenAI's chat protocol, through the SDK's protocol method: request bytes are ours (decision 0010),
/// the answer is read up to 4 MiB, and nothing is tried twice here. Failures are <see cref="ModelCallException"/>s.
/// </summary>
internal sealed class OpenAIChatClient : IChatClient
{
    private const int MostBytes = 4 * 1024 * 1024;

    private readonly ModelEndpoint endpoint;
    private readonly string model;
    private readonly HttpClient http;
    private readonly OpenAI.Chat.ChatClient chat;

    public OpenAIChatClient(LanguageModelConfig config)
    {
        endpoint = ModelEndpoint.Of(config);
        model = config.Model!;
        http = new HttpClient(Handler(config.Limits, endpoint.Address), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint.Address,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = TimeSpan.FromSeconds(config.Limits.TimeoutSeconds),
            EnableDistributedTracing = false,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
        options.AddPolicy(new Headers(endpoint.Key), PipelinePosition.BeforeTransport);
        chat = new OpenAI.Chat.ChatClient(model, new ApiKeyCredential("set below"), options);
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var content = BinaryContent.Create(BinaryData.FromBytes(ChatJson.Request(model, messages, options ?? new ChatOptions())));
        var request = new RequestOptions { CancellationToken = cancellationToken, BufferResponse = false, ErrorOptions = ClientErrorBehaviors.NoThrow };
        try
        {
            var result = await chat.CompleteChatAsync(content, request).ConfigureAwait(false);
            using var response = result.GetRawResponse();
            return await Read(response, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw;
        }
        catch (Exception problem) when (problem is ClientResultException or AggregateException or HttpRequestException or IOException)
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

    private async Task<ChatResponse> Read(PipelineResponse response, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            if (response.ContentStream is { } stream)
            {
                for (int read; (read = await stream.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false)) > 0;)
                {
                    length += read;
                    buffer = length < buffer.Length ? buffer : Grow(buffer);
                }
            }

            return response.Status is >= 200 and < 300 ? Clean(ChatJson.Response(buffer.AsMemory(0, length))) : throw Refusal(response, buffer.AsMemory(0, length));
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

    private ModelCallException Refusal(PipelineResponse response, ReadOnlyMemory<byte> body)
    {
        var kind = response.Status switch
        {
            429 => AttemptKind.RateLimited,
            408 or 409 or 425 or >= 500 => AttemptKind.ServerError,
            401 or 403 or 404 or (>= 300 and < 400) => AttemptKind.Forbidden,
            _ => AttemptKind.Refused,
        };
        var words = response.Status is >= 300 and < 400
            ? $"{response.Status}: the server redirects, which is not followed; give its final address"
            : $"{response.Status}: {CleanText.OneLine(Hide(ChatJson.Error(body)))}";
        return new ModelCallException(kind, words, RetryAfter(response));
    }

    private static TimeSpan? RetryAfter(PipelineResponse response)
    {
        if (!response.Headers.TryGetValue("Retry-After", out var text))
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, 1e6));
        }

        var isDate = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        return isDate && date > DateTimeOffset.UtcNow ? date - DateTimeOffset.UtcNow : null;
    }

    private ModelCallException Failure(Exception problem)
    {
        var root = problem is AggregateException { InnerException: { } first } ? first : problem;
        var cause = root.GetBaseException();
        var isCut = cause is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } && root is HttpIOException;
        return new ModelCallException(isCut ? AttemptKind.Cut : AttemptKind.Closed, CleanText.OneLine(Hide(cause.Message)));
    }

    private string Hide(string text) => endpoint.Key?.Hide(text) ?? text;

    /// <summary>Sends the key, where there is one, and nothing that tells the server about this machine (X-Stainless-*).</summary>
    private sealed class Headers(Secret? key) : PipelinePolicy
    {
        private static readonly string[] Names = ["Lang", "Package-Version", "Runtime", "Runtime-Version", "OS", "Arch", "Retry-Count", "Timeout"];

        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Correct(message);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            Correct(message);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }

        private void Correct(PipelineMessage message)
        {
            foreach (var name in Names)
            {
                message.Request.Headers.Remove("X-Stainless-" + name);
            }

            message.Request.Headers.Set("User-Agent", "regen");
            message.Request.Headers.Remove("Authorization");
            if (key is not null)
            {
                message.Request.Headers.Set("Authorization", key.Bearer());
            }
        }
    }
}
