using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Regen.Core.Domain;

namespace Regen.Core.Generation.Scripted;

/// <summary>
/// A writer without a model: it reads the blocks of a request and answers by rules, in the form of the request's schema. Equal texts
/// give equal answers. It exercises the pipeline and says nothing about REGEN.
/// </summary>
public sealed class ScriptedWriter : IChatClient
{
    /// <summary>Part of every answer's key; raised whenever a text would come out otherwise.</summary>
    public const string Version = "scripted-writer-2";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The answer to a request's user text.</returns>
    /// <exception cref="RegenException">The text has no schema, or blocks that it cannot write about.</exception>
    public static string Answer(string userText)
    {
        ArgumentNullException.ThrowIfNull(userText);
        var request = RequestText.Parse(userText) ?? throw NotUnderstood("its text holds no schema of the answer");
        var properties = request.Schema.GetProperty("properties");
        var random = new SeededRandom(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(userText))));
        if (properties.TryGetProperty("critiques", out var list))
        {
            var count = list.TryGetProperty("minItems", out var least) && least.TryGetInt32(out var number) ? number : 5;
            return JsonSerializer.Serialize(new { critiques = CritiqueScript.Write(request["current"], request["goal"], count, random) }, Json);
        }

        var block = request["history"];
        var texts = properties.EnumerateObject().ToDictionary(
            property => property.Name,
            property => NarrativeScript.Write(property.Name, block, random) ?? throw NotUnderstood($"it asks for {property.Name}, and its history holds {PurchaseFacts.ReadAll(block).Count} purchases"));
        return JsonSerializer.Serialize(texts, Json);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var text = Answer(messages.Last(message => message.Role == ChatRole.User).Text);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { ModelId = Version, FinishReason = ChatFinishReason.Stop });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
    }

    private static RegenException NotUnderstood(string why) => new($"the scripted writer does not understand the request: {why}", "prompt", "keep {{schema}} in the prompt's section answer, and the blocks and keys of Regen's own prompts");
}
