using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Webhooks;

/// <summary>
/// Signs messages as Standard Webhooks does (github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over id, time and body.
/// </summary>
public static class WebhookSignature
{
    public const string Prefix = "whsec_";

    public static WebhookSecret NewSecret() => new(Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The header <c>webhook-signature</c>: one signature for each secret, separated by spaces.</summary>
    public static string Of(IEnumerable<WebhookSecret> secrets, string id, DateTimeOffset at, string body) =>
        string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret.RevealSecret()[Prefix.Length..]), Encoding.UTF8.GetBytes($"{id}.{Time(at)}.{body}")))));

    /// <summary>The header <c>webhook-timestamp</c>: whole seconds of the epoch, of this try.</summary>
    public static string Time(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
