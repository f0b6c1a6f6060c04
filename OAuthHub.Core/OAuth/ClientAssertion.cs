using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>What the hub says of itself, signed with the registration's key, in place of a secret (RFC 7523 section 2.2 and 3).</summary>
internal static class ClientAssertion
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(60);

    public static string Create(PlatformClient client, PrivateKey privateKey)
    {
        using var key = SigningKey.TryRead(privateKey.RevealSecret()) ?? throw new InvalidOperationException("A key was taken that cannot be used.");
        var now = client.Time.GetUtcNow();
        var header = new JsonObject { ["alg"] = key.Algorithm, ["typ"] = "JWT", [key.Name.Member] = key.Name.Value };
        return key.Sign(header, new JsonObject
        {
            ["iss"] = client.Registration.ClientId,
            ["sub"] = client.Registration.ClientId,
            ["aud"] = Audience(client),
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + Life).ToUnixTimeSeconds(),
        });
    }

    /// <summary>The server that is meant. Of the revocation endpoint and others, too, it is the token endpoint's name that counts.</summary>
    private static string Audience(PlatformClient client) =>
        client.Resolve(client.Platform.Client.AssertionAudience is AssertionAudience.Issuer ? client.Platform.Authorization.Issuer! : client.Platform.Token.Url);
}
