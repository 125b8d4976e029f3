using Regen.Core.Configuration;
using Regen.Core.Domain;
using Regen.Core.LanguageModels;
using Xunit;

namespace Regen.Core.Tests.LanguageModels;

public sealed class ModelEndpointTests
{
    [Theory]
    [InlineData("https://user:geheim@api.example.org/v1")]
    [InlineData("https://geheim@api.example.org/v1")]
    [InlineData("https://api.example.org/v1?key=geheim")]
    [InlineData("https://api.example.org/v1#geheim")]
    public void An_address_with_credentials_is_refused_and_not_repeated(string address)
    {
        var problem = Assert.Throws<RegenException>(() => ModelEndpoint.Of(Model(address)));
        Assert.Contains("credentials", problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("127.0.0.1:8080/v1")]
    [InlineData("")]
    [InlineData("file:///etc/passwd")]
    public void What_is_no_web_address_is_refused(string address) =>
        Assert.Contains("no http or https address", Assert.Throws<RegenException>(() => ModelEndpoint.Of(Model(address))).What, StringComparison.Ordinal);

    [Fact]
    public void Plain_http_leads_to_this_machine_and_to_named_hosts_and_to_these_without_a_key()
    {
        Environment.SetEnvironmentVariable("REGEN_TEST_KEY_2", "  sk-another-key ");
        foreach (var address in new[] { "http://127.0.0.1:8080/v1", "http://localhost/v1", "http://[::1]:8080/v1/", "http://127.8.9.1/v1", "https://api.example.org/v1" })
        {
            Assert.Equal("[key]", ModelEndpoint.Of(Model(address) with { KeyVariable = "REGEN_TEST_KEY_2" }).Key?.ToString());
        }

        Assert.Contains("without encryption", Assert.Throws<RegenException>(() => ModelEndpoint.Of(Model("http://gpu.local/v1"))).What, StringComparison.Ordinal);
        Assert.Contains("without encryption", Assert.Throws<RegenException>(() => ModelEndpoint.Of(Model("http://localhost.example.org/v1"))).What, StringComparison.Ordinal);
        var allowed = Model("http://gpu.local:8000/v1") with { AllowHttp = ["gpu.local"] };
        Assert.Equal("http://gpu.local:8000/v1/", ModelEndpoint.Of(allowed).Address.ToString());
        Assert.Contains("a key would be sent", Assert.Throws<RegenException>(() => ModelEndpoint.Of(allowed with { KeyVariable = "REGEN_TEST_KEY_2" })).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_names_its_variable_and_a_torn_one_is_not_repeated()
    {
        Environment.SetEnvironmentVariable("REGEN_TEST_KEY_3", "sk-one\nsk-two");
        var missing = Assert.Throws<RegenException>(() => ModelEndpoint.Of(Model("https://api.example.org/") with { KeyVariable = "REGEN_TEST_NO_KEY" }));
        var torn = Assert.Throws<RegenException>(() => ModelEndpoint.Of(Model("https://api.example.org/") with { KeyVariable = "REGEN_TEST_KEY_3" }));
        Assert.Contains("REGEN_TEST_NO_KEY", missing.Where, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", torn.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scripted_model_has_no_server() =>
        Assert.Contains("no server", Assert.Throws<RegenException>(() => Interviewers.Connect(Talk.Scripted)).What, StringComparison.Ordinal);

    private static LanguageModelConfig Model(string address) => new() { Provider = "openai", Endpoint = address, Model = "m" };
}
