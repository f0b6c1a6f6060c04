using Microsoft.Extensions.Options;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.SignIn;

/// <summary>
/// Signing in to the hub at an OpenID issuer: the authorization code flow with PKCE and nonce, by the same parts that connect accounts. The reasons
/// it can refuse with are a closed set; nothing that the issuer or a browser sends is ever shown.
/// </summary>
public sealed class OidcSignIn(IOptions<OidcOptions> options, OidcIssuer issuer, ILoginStates states, TokenEndpoint tokenEndpoint, IdTokenValidator idTokens, TimeProvider time)
{
    private const string Nobody = ""; // who it is shows at the end
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Begins a flow.</summary>
    /// <param name="browser">Hash of the cookie that ties the flow to this browser.</param>
    /// <returns>Where the browser goes, or the reason why it goes nowhere.</returns>
    public async Task<(Uri? Url, string? Refusal)> StartAsync(string returnTo, SecretFingerprint browser, CancellationToken cancellationToken)
    {
        if (await issuer.FindAsync(cancellationToken) is not { } client) return (null, "issuer_unavailable");
        var request = AuthorizationRequests.Create(client);
        var flow = new LoginState
        {
            PlatformId = OidcIssuer.PlatformId,
            User = Nobody,
            Browser = browser,
            RedirectUri = client.RedirectUri,
            TokenUrl = client.Platform.Token.Url,
            Issuer = client.Platform.Authorization.Issuer,
            CodeVerifier = request.CodeVerifier,
            Nonce = request.Nonce,
            ReturnTo = returnTo,
            Scopes = request.Scopes,
            StartedAt = time.GetUtcNow(),
        };
        try
        {
            await states.AddAsync(request.State, flow, cancellationToken);
        }
        catch (CoordinationUnavailableException)
        {
            return (null, "state_store_unavailable");
        }
        return (request.Url, null);
    }

    /// <summary>Takes the callback. Everything that can be checked is checked before the code leaves the hub.</summary>
    public async Task<OidcEnd> FinishAsync(CallbackParameters callback, SecretFingerprint browser, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(callback.State)) return new OidcEnd.Refused("state_missing");
        if (string.IsNullOrEmpty(callback.Code) && callback.Error is null) return new OidcEnd.Refused("unsupported_response");
        LoginStateTake take;
        try
        {
            take = await states.TakeAsync(callback.State, OidcIssuer.PlatformId, browser, Nobody, cancellationToken);
        }
        catch (CoordinationUnavailableException)
        {
            return new OidcEnd.Refused("state_store_unavailable");
        }
        if (take is LoginStateTake.Refused(var code)) return new OidcEnd.Refused(code);
        var flow = ((LoginStateTake.Taken)take).Flow;
        if (await issuer.FindAsync(cancellationToken) is not { } client) return new OidcEnd.Refused("issuer_unavailable");
        if (LoginFlow.CheckResponse(callback, flow, client.Platform) is { } refusal) return new OidcEnd.Refused(refusal);
        if (!string.Equals(client.Platform.Token.Url, flow.TokenUrl, StringComparison.Ordinal)) return new OidcEnd.Refused("issuer_mismatch"); // it moved meanwhile

        client = client with { RedirectUri = flow.RedirectUri };
        var (idToken, why) = ReadIdToken(client, await tokenEndpoint.ExchangeCodeAsync(client, callback, flow.CodeVerifier, CancellationToken.None));
        if (idToken is null) return new OidcEnd.Refused(why!);
        if (await idTokens.ValidateAsync(client, idToken, flow.Nonce, CancellationToken.None) is not IdTokenReading.Valid(var claims) || claims.IssuedAt is not { } issued || issued - Skew > time.GetUtcNow())
            return new OidcEnd.Refused("id_token_invalid");
        return OidcPerson.Of(claims, options.Value) is { } person ? new OidcEnd.SignedIn(person, flow.ReturnTo) : new OidcEnd.Refused("not_allowed");
    }

    /// <summary>The access token that comes along is used for nothing, and kept nowhere.</summary>
    private static (IdToken? Token, string? Refusal) ReadIdToken(PlatformClient client, TokenAnswer answer) => answer switch
    {
        TokenAnswer.Received(var raw) => TokenResponseParser.Read(client.Platform, raw, TokenCall.Code) switch
        {
            TokenReading.Success({ IdToken: { } token }) => (token, null),
            TokenReading.Success => (null, "id_token_invalid"),
            TokenReading.Failure({ Meaning: ErrorMeaning.GrantGone }) => (null, "code_rejected"),
            TokenReading.Failure({ Meaning: ErrorMeaning.Temporary }) => (null, "issuer_unavailable"),
            _ => (null, "platform_error"),
        },
        _ => (null, "issuer_unavailable"),
    };
}

public abstract record OidcEnd
{
    private OidcEnd() { }

    public sealed record SignedIn(OidcPerson Person, string ReturnTo) : OidcEnd;

    /// <param name="Code">docs/sign-in.md lists them.</param>
    public sealed record Refused(string Code) : OidcEnd;
}
