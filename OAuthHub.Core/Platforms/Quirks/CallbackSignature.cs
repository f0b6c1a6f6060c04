using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Platforms.Quirks;

/// <summary>
/// Some platforms sign the callback with the client secret, and name in it the shop that was signed in to: both are checked before the code
/// leaves, since the code goes to whichever shop it is.
/// </summary>
internal sealed class CallbackSignature : Quirk
{
    private const string Invalid = "callback_signature_invalid";

    public override string Name => QuirkNames.CallbackSignature;

    public override string? CheckCallback(PlatformClient client, LoginState flow, CallbackParameters callback)
    {
        var rules = client.Platform.Authorization.CallbackSignature!;
        if (client.Registration.ClientSecret is not { } secret || callback.HasRepeats || callback.All.GetValueOrDefault(rules.Parameter) is not { } given) return Invalid;
        var message = string.Join('&', callback.All.Where(pair => !string.Equals(pair.Key, rules.Parameter, StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.RevealSecret()), Encoding.UTF8.GetBytes(message)));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(given))) return Invalid;
        return rules.Expects.All(pair => string.Equals(callback.All.GetValueOrDefault(pair.Key), client.TryFill(pair.Value), StringComparison.OrdinalIgnoreCase)) ? null : "platform_mismatch";
    }
}
