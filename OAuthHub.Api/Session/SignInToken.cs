using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OAuthHub.Core;

namespace OAuthHub.Api.Session;

/// <summary>What <c>/signin?t=</c> accepts: from configuration, or made for this start.</summary>
internal sealed class SignInToken(IOptions<HubOptions> options)
{
    private readonly string token = options.Value.SignInToken ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Compares hashes, so that neither length nor content shows in the time it takes.</summary>
    public bool Matches(string? presented) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), SHA256.HashData(Encoding.UTF8.GetBytes(presented ?? "")));

    public string RevealSecret() => token;
}
