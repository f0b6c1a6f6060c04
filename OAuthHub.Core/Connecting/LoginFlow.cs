using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>
/// The authorization code flow, from the click to the stored connection (RFC 6749 section 4.1, RFC 9700). The reasons it can
/// refuse with are a closed set; nothing that a platform or a browser sends is ever shown.
/// </summary>
public sealed class LoginFlow(
    PlatformCatalog catalog, PlatformClients platforms, RedirectAcceptance redirects, LoginPreparation preparation, ILoginStates states, TokenEndpoint tokenEndpoint, GrantReader grants,
    ConnectionWriter writer, IVault vault, TimeProvider time)
{
    /// <summary>Begins a flow.</summary>
    /// <param name="browser">Hash of the cookie that ties the flow to this browser.</param>
    /// <param name="typed">What the person typed for the entry's variables: a server, a shop. Null: to be asked. A reconnect uses the connection's own.</param>
    public async Task<LoginStart> StartAsync(string platformId, LoginTerms terms, SecretFingerprint browser, IReadOnlyDictionary<string, string>? typed, CancellationToken cancellationToken)
    {
        if (catalog.Find(platformId) is not { Kind: PlatformKind.OAuth2 } platform) return new LoginStart.Refused("unknown_platform");
        if (redirects.FindRefusal(platform) is { } finding) return new LoginStart.Refused("redirect_not_accepted", finding.Text);
        var prepared = await preparation.PrepareAsync(platform, terms.User, terms.ConnectionId, typed, cancellationToken);
        if (prepared is LoginPrepared.Refused(var why)) return new LoginStart.Refused(why);
        if (prepared is LoginPrepared.Asks(var variables, var wrong)) return new LoginStart.Asks(variables, wrong);
        var (client, values, before) = (LoginPrepared.Ready)prepared;

        if (Scopes(client, terms, before) is not { } scopes) return new LoginStart.Refused("scope_not_offered");
        client = client.Asking(scopes);
        foreach (var quirk in client.Quirks) client = quirk.Begin(client);
        // What is missing is a value that only the operator has.
        if (MissingValueException.OrNull(() => AuthorizationRequests.Create(client)) is not { } request) return new LoginStart.Refused("variable_not_set");
        foreach (var quirk in client.Quirks)
        {
            var authorization = await quirk.AuthorizeAsync(client, request, cancellationToken);
            if (authorization is QuirkAuthorization.Refused(var code)) return new LoginStart.Refused(code);
            request = ((QuirkAuthorization.Ready)authorization).Request;
        }
        var flow = new LoginState
        {
            PlatformId = platformId,
            User = terms.User,
            Browser = browser,
            RedirectUri = client.RedirectUri,
            TokenUrl = client.Resolve(client.Platform.Token.Url),
            Issuer = client.Platform.Authorization.Issuer is { } issuer ? client.Resolve(issuer) : null,
            CodeVerifier = request.CodeVerifier,
            ProofKey = client.ProofKey,
            Nonce = request.Nonce,
            ReturnTo = terms.ReturnTo,
            Scopes = request.Scopes,
            Values = values,
            ConnectionId = terms.ConnectionId,
            Link = terms.Link,
            StartedAt = time.GetUtcNow(),
        };
        try
        {
            await states.AddAsync(request.State, flow, cancellationToken);
        }
        catch (CoordinationUnavailableException)
        {
            return new LoginStart.Refused("state_store_unavailable");
        }
        return new LoginStart.Redirect(request.Url);
    }

    /// <summary>Takes the callback. Everything that can be checked is checked before the code leaves the hub.</summary>
    /// <param name="link">The connect link that alone vouches for the person; null: the person is signed in.</param>
    public async Task<LoginEnd> FinishAsync(string platformId, string user, SecretFingerprint? link, SecretFingerprint browser, CallbackParameters callback, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(callback.State)) return new LoginEnd.Refused("state_missing");
        // Neither a code nor an error answers anything (tokens in the address do not): the flow stays open for the real answer.
        if (string.IsNullOrEmpty(callback.Code) && callback.Error is null) return new LoginEnd.Refused("unsupported_response");
        LoginStateTake take;
        try
        {
            // A grant that cannot be stored is lost: better that the code is not spent, and the login stays open.
            await vault.CheckAsync(cancellationToken);
            take = await states.TakeAsync(callback.State, platformId, browser, user, cancellationToken);
        }
        catch (CoordinationUnavailableException)
        {
            return new LoginEnd.Refused("state_store_unavailable"); // never taken for "the state is fine": nothing is sent
        }
        catch (VaultUnavailableException)
        {
            return new LoginEnd.Refused("vault_unavailable");
        }
        if (take is LoginStateTake.Refused(var code)) return new LoginEnd.Refused(code);
        var flow = ((LoginStateTake.Taken)take).Flow;
        // Whoever holds a link and no session may finish what this link began, and nothing else.
        if (link is not null && flow.Link != link) return new LoginEnd.Refused("user_mismatch", flow.ReturnTo);

        if (platforms.Find(platformId, flow.Values) is not { } client) return new LoginEnd.Refused("platform_error", flow.ReturnTo);
        if (CheckResponse(callback, flow, client.Platform) is { } refusal) return new LoginEnd.Refused(refusal, flow.ReturnTo);
        if (!string.Equals(client.Resolve(client.Platform.Token.Url), flow.TokenUrl, StringComparison.Ordinal)) return new LoginEnd.Refused("platform_mismatch", flow.ReturnTo);
        if (client.Quirks.Select(quirk => quirk.CheckCallback(client, flow, callback)).FirstOrDefault(reason => reason is not null) is { } objection) return new LoginEnd.Refused(objection, flow.ReturnTo);

        client = client.Asking(flow.Scopes) with { RedirectUri = flow.RedirectUri, ProofKey = flow.ProofKey };
        var answer = await tokenEndpoint.ExchangeCodeAsync(client, callback, flow.CodeVerifier, CancellationToken.None);
        return await grants.ReadAsync(client, flow, callback, answer, CancellationToken.None) switch
        {
            GrantReading.Refused(var reason) => new LoginEnd.Refused(reason, flow.ReturnTo),
            GrantReading.Granted granted => await writer.StoreAsync(client, flow, granted),
            _ => throw new InvalidOperationException("A grant is read or refused."),
        };
    }

    /// <summary>What is asked for. A link says it all; a person chooses of what is optional, and a reconnect asks again for what was chosen then. Null: what is not offered was chosen.</summary>
    private static IReadOnlyList<string>? Scopes(PlatformClient client, LoginTerms terms, IReadOnlyList<string> before)
    {
        if (terms.Scopes.Count > 0) return terms.Scopes;
        var offers = ScopeOffers.Of(client.Platform, client.Registration.Scopes);
        return terms.Chosen is { } chosen ? ScopeOffers.Choose(offers, chosen) : before.Count > 0 ? ScopeOffers.ChooseAgain(offers, before) : client.Scopes;
    }

    /// <summary>The callback's own parameters, before any of them is used. Null: go on.</summary>
    internal static string? CheckResponse(CallbackParameters callback, LoginState flow, Platform platform)
    {
        // RFC 9207 section 2.4: simple string comparison, for errors too.
        if (callback.Issuer is { } issuer && flow.Issuer is { } expected && !string.Equals(issuer, expected, StringComparison.Ordinal)) return "issuer_mismatch";
        if (callback.Issuer is null && platform.Authorization.IssuerParameter is IssuerParameter.Required) return "issuer_missing";
        if (callback.Error is not { } error) return null;
        if (callback.Code is not null) return "unsupported_response";
        return error is "access_denied" || platform.Authorization.DeniedErrors.Contains(error, StringComparer.Ordinal) ? "access_denied" : "platform_error";
    }
}

/// <summary>Under what terms a login begins.</summary>
/// <param name="ReturnTo">Where it ends.</param>
public sealed record LoginTerms(string User, string ReturnTo)
{
    /// <summary>The connection to be reconnected; null for whichever account the person chooses.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>What is asked of the platform; empty: the usual.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Of the scopes that are optional, those that the person wants; others may be named too. Null: the usual, or what was chosen before.</summary>
    public IReadOnlyList<string>? Chosen { get; init; }

    /// <summary>Hash of the connect link by which it begins.</summary>
    public SecretFingerprint? Link { get; init; }
}

public abstract record LoginStart
{
    private LoginStart() { }

    public sealed record Redirect(Uri Url) : LoginStart;

    /// <summary>The person has to say something first.</summary>
    /// <param name="Wrong">Which value was given and cannot be used, and why; null: none was given yet.</param>
    public sealed record Asks(IReadOnlyList<TemplateVariable> Variables, WrongValue? Wrong) : LoginStart;

    /// <param name="Detail">What to do, where more is known than the code says.</param>
    public sealed record Refused(string Code, string? Detail = null) : LoginStart;
}

public abstract record LoginEnd
{
    private LoginEnd() { }

    public sealed record Connected(Connection Connection, string ReturnTo) : LoginEnd;

    /// <param name="Code">One of the closed callback codes.</param>
    /// <param name="ReturnTo">Where the flow was to end; null when the flow is not known.</param>
    public sealed record Refused(string Code, string? ReturnTo = null) : LoginEnd;
}
