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
            case ClientAuthentication.PrivateKeyJwt:
                parameters.Add(("client_id", id));
                parameters.Add(("client_assertion_type", ClientAssertion.Type));
                parameters.Add(("client_assertion", ClientAssertion.Create(client, client.Registration.PrivateKey!)));
                return null;
            default:
                parameters.Add(("client_id", id));
                return null;
        }
    }

    public static AuthenticationHeaderValue Basic(PlatformClient client)
    {
        var (id, secret) = (client.Registration.ClientId, client.Registration.ClientSecret?.RevealSecret() ?? "");
        var pair = client.Platform.Client.BasicWithoutFormEncoding ? $"{id}:{secret}" : $"{FormEncode(id)}:{FormEncode(secret)}";
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
    }

    /// <summary>As the platform prefers, with what the registration has. One that has neither secret nor key is a public client, where the platform knows such.</summary>
    private static ClientAuthentication Method(PlatformClient client)
    {
        var (rules, registration) = (client.Platform.Client, client.Registration);
        var sendsSecret = rules.Authentication is ClientAuthentication.ClientSecretBasic or ClientAuthentication.ClientSecretPost;
        if (rules.Authentication is ClientAuthentication.None || (sendsSecret && (registration.ClientSecret is not null || rules.BasicWithoutSecret))) return rules.Authentication;
        return rules.AcceptsPrivateKey && registration.PrivateKey is not null ? ClientAuthentication.PrivateKeyJwt : ClientAuthentication.None;
    }

    // application/x-www-form-urlencoded as RFC 6749 section 2.3.1 and appendix B ask: a space is a plus.
    private static string FormEncode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
