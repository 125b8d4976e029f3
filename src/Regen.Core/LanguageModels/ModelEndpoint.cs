using System.Net;
using Regen.Core.Configuration;
using Regen.Core.Domain;

namespace Regen.Core.LanguageModels;

/// <summary>Where a configured server is, and the key to it; whatever could send a key astray is refused.</summary>
internal sealed record ModelEndpoint
{
    private ModelEndpoint(Uri address, Secret? key) => (Address, Key) = (address, key);

    /// <summary>Base address, with a slash at its end.</summary>
    public Uri Address { get; }

    /// <summary>null where the server asks for none.</summary>
    public Secret? Key { get; }

    /// <summary>Reads the key from its environment variable and checks the address.</summary>
    /// <exception cref="RegenException">The address holds credentials or is not allowed, or the variable is empty. The key stands in no message.</exception>
    public static ModelEndpoint Of(LanguageModelConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var address = Parse(model.Endpoint ?? "");
        var key = model.KeyVariable is { Length: > 0 } variable ? Secret.Read(variable) : null;
        if (address.Scheme == Uri.UriSchemeHttp && !IsLoopback(address))
        {
            var isAllowed = model.AllowHttp.Contains(address.Host, StringComparer.OrdinalIgnoreCase);
            if (!isAllowed || key is not null)
            {
                throw new RegenException(
                    isAllowed ? "a key would be sent without encryption" : "requests would be sent without encryption",
                    $"endpoint {address}",
                    isAllowed ? "use https, or take key_variable out" : $"use https, or name {address.Host} in allow_http if the way to it is safe");
            }
        }

        return new ModelEndpoint(address, key);
    }

    /// <summary>For an address that is written down and not called yet.</summary>
    /// <exception cref="RegenException">It is none, or holds credentials.</exception>
    public static void Check(string? address) => _ = Parse(address ?? "");

    private static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new RegenException("the endpoint is no http or https address", "endpoint of the language model's configuration", "give the base address, such as http://127.0.0.1:8080/v1/");
        }

        // The address itself is not shown: what is wrong with it is what must not be shown.
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new RegenException(
                $"the endpoint at {address.Host} holds credentials, a query or a fragment", "endpoint of the language model's configuration", "give the bare address, and the key's environment variable as key_variable");
        }

        return address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var number) && IPAddress.IsLoopback(number));
}

/// <summary>A key. Nothing prints it; texts of others are rid of it before they are kept or shown.</summary>
internal sealed class Secret
{
    /// <summary>A shorter one is no secret ("none", "ollama"), and common in honest texts.</summary>
    private const int LeastLength = 8;

    private readonly string value;

    private Secret(string value) => this.value = value;

    /// <exception cref="RegenException">The variable is not set, or its value cannot stand in a header.</exception>
    public static Secret Read(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            throw new RegenException("the key is missing", $"environment variable {variable}", "set it to the key, or take key_variable out if the server asks for none");
        }

        return value.All(static letter => letter is > ' ' and < '\u007f') ? new Secret(value) : throw new RegenException(
            "the key has a character that no key has", $"environment variable {variable}", "set it to the key alone, without quotes or line breaks");
    }

    /// <summary>The header's value.</summary>
    public string Bearer() => "Bearer " + value;

    /// <summary>For texts that must stay true to the letter, such as answers.</summary>
    public string Hide(string text) => value.Length >= LeastLength ? HideAlways(text) : text;

    /// <summary>For words about a failure, where a short key hides more than it must and nothing is lost.</summary>
    public string HideAlways(string text) => text.Replace(value, "[key]", StringComparison.Ordinal);

    public override string ToString() => "[key]";
}
