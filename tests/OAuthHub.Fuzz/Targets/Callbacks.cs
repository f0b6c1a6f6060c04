using System.Text;
using Microsoft.AspNetCore.Http;
using OAuthHub.Api.Auth;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Fuzz.Targets;

/// <summary>The query of a callback, as whoever sits in the browser may write it.</summary>
internal static class Callbacks
{
    private const string Issuer = "https://issuer.example";
    private static readonly string?[] Reasons = [null, "issuer_mismatch", "issuer_missing", "unsupported_response", "access_denied", "platform_error"];

    // One that must name its issuer, and one that keeps values of the callback.
    private static readonly Platform[] Platforms = [.. PlatformLoader.ReadEach(PlatformFiles.BuiltIn()).Select(entry => entry.Platform).Where(platform => platform.Id is "sandbox" or "quickbooks" or "bluesky")];

    private static readonly LoginState Flow = new()
    {
        PlatformId = "sandbox", User = "ada", Browser = SecretFingerprint.Of("browser"), RedirectUri = "https://hub.example/auth/sandbox/callback", TokenUrl = "https://issuer.example/token",
        Issuer = Issuer, ReturnTo = "/dashboard", StartedAt = DateTimeOffset.UnixEpoch,
    };

    public static void Check(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString("?" + text);
        foreach (var platform in Platforms)
        {
            var (callback, problem) = CallbackQuery.Read(context.Request.Query, platform);
            if (callback is null)
            {
                FuzzTarget.Demand(problem is "duplicate_parameter" or "invalid_request", "a refusal is of the closed set");
                continue;
            }
            var refusal = LoginFlow.CheckResponse(callback, Flow, platform);
            FuzzTarget.Demand(Reasons.Contains(refusal), "a reason is of the closed set");
            FuzzTarget.Demand(refusal is not null || callback.Issuer is null or Issuer, "another issuer's answer is refused");
            FuzzTarget.Demand(refusal is not null || callback.Error is null, "an error is no success");
            FuzzTarget.Demand(callback.Kept(platform).All(pair => platform.Authorization.CallbackFields.Contains(pair.Key) && pair.Value.Length is > 0 and <= 512 && !pair.Value.Any(char.IsControl)), "what is kept is short, in one line, and asked for");
            FuzzTarget.Demand(callback.ToString() == "CallbackParameters(***)", "a callback does not print itself");
        }
    }
}
