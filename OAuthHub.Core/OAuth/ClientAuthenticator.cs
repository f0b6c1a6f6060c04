using System.Net.Http.Headers;
using System.Text;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Authenticates the hub to a platform, one way a request (RFC 6749 section 2.3).</summary>
internal static class ClientAuthenticator
{
    /// <summary>Adds what belongs into the parameters and returns what belongs into the header.</summary>
    public static AuthenticationHeaderValue? Apply(PlatformClient client, List<(string Name, string Value)> parameters)
    {
        var (id, secret) = (client.Registration.ClientId, client.Registration.ClientSecret);
        switch (Method(client))
        {
            case ClientAuthentication.ClientSecretBasic:
                return Basic(client);
            case ClientAuthentication.ClientSecretPost:
                parameters.Add(("client_id", id));
                parameters.Add(("client_secret", secret!.RevealSecret()));
                return null;
            case ClientAuthentication.None:
                parameters.Add(("client_id", id));
                return null;
            default:
                throw new NotSupportedException($"{client.Platform.Name} asks for private_key_jwt, which this version of the hub cannot do.");
        }
    }

    public static AuthenticationHeaderValue Basic(PlatformClient client)
    {
        var (id, secret) = (client.Registration.ClientId, client.Registration.ClientSecret?.RevealSecret() ?? "");
        var pair = client.Platform.Client.BasicWithoutFormEncoding ? $"{id}:{secret}" : $"{FormEncode(id)}:{FormEncode(secret)}";
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    /// <summary>An app registered without a secret is a public client, where the platform knows such.</summary>
    private static ClientAuthentication Method(PlatformClient client)
    {
        var preferred = client.Platform.Client.Authentication;
        var needsSecret = preferred is ClientAuthentication.ClientSecretBasic or ClientAuthentication.ClientSecretPost;
        return needsSecret && client.Registration.ClientSecret is null && !client.Platform.Client.BasicWithoutSecret ? ClientAuthentication.None : preferred;
    }

    // application/x-www-form-urlencoded as RFC 6749 section 2.3.1 and appendix B ask: a space is a plus.
    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
