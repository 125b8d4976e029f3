using System.Text;
using Microsoft.Extensions.AI;
using Regen.Core.LanguageModels;
using Regen.Core.LanguageModels.Batches;
using Xunit;

namespace Regen.Core.Tests.LanguageModels.Batches;

public sealed class RequestLineTests
{
    [Fact]
    public void An_OpenAI_line_holds_what_is_configured_and_nothing_else()
    {
        var line = Encoding.UTF8.GetString(RequestLine.Write(BatchFormat.OpenAI, Asking.Key(1), Asking.Model, Asking.Request(1)).Span);

        Assert.Equal(
            "{\"custom_id\":\"" + Asking.Key(1).Hex + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\",\"messages\":["
            + "{\"role\":\"system\",\"content\":\"Say it.\"},{\"role\":\"user\",\"content\":\"Item <1> of “é”\\n\"}],\"max_completion_tokens\":64,\"temperature\":0.5,"
            + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"strict\":true,\"schema\":" + Asking.Schema + "}}}}",
            line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rating 3")]
    public void A_batch_sends_the_body_that_a_direct_call_sends_because_they_share_a_key(string draw)
    {
        var model = Asking.Model with { Sampling = Asking.Model.Sampling with { Seed = 7 } };
        var request = Asking.Request(1) with { Draw = draw };
        ChatMessage[] messages = [new(ChatRole.System, request.System), new(ChatRole.User, request.User)];

        var line = Encoding.UTF8.GetString(RequestLine.Write(BatchFormat.OpenAI, Asking.Key(1), model, request).Span);

        Assert.EndsWith(",\"body\":" + Encoding.UTF8.GetString(ChatJson.Request("m", messages, ModelCall.Options(model, request))) + "}", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Gemini_line_has_a_schema_in_Gemini_s_dialect()
    {
        var line = Encoding.UTF8.GetString(RequestLine.Write(BatchFormat.Gemini, Asking.Key(1), Asking.Model, Asking.Request(1)).Span);

        Assert.Equal(
            "{\"key\":\"" + Asking.Key(1).Hex + "\",\"request\":{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Item <1> of “é”\\n\"}]}],"
            + "\"systemInstruction\":{\"parts\":[{\"text\":\"Say it.\"}]},\"generationConfig\":{\"maxOutputTokens\":64,\"temperature\":0.5,\"responseMimeType\":\"application/json\","
            + "\"responseSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"additionalProperties\":{\"type\":\"integer\",\"nullable\":true}},\"required\":[\"text\"]}}}}",
            line);
    }

    [Theory]
    [InlineData(BatchFormat.OpenAI)]
    [InlineData(BatchFormat.Gemini)]
    public void A_line_gives_its_texts_back(BatchFormat format)
    {
        var request = Asking.Request(3);

        Assert.Equal((request.System, request.User), RequestLine.Texts(format, RequestLine.Write(format, Asking.Key(3), Asking.Model, request)));
        Assert.Equal(("", "\uFFFD"), RequestLine.Texts(format, RequestLine.Write(format, Asking.Key(3), Asking.Model, request with { System = "", User = "\ud800" })));
    }

    [Fact]
    public void A_schema_that_refers_to_itself_ends()
    {
        var schema = GeminiSchema.Of("""{"type":"object","properties":{"a":{"$ref":"#"}}}""");

        Assert.DoesNotContain("$ref", schema.ToJsonString());
    }
}
