using System.Net.Http.Headers;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.OAuth;

/// <summary>The client of a platform's token endpoint (RFC 6749 sections 4.1.3 and 6). Each call sends at most one request.</summary>
public sealed class TokenEndpoint(PlatformSender sender)
{
    public Task<TokenAnswer> ExchangeCodeAsync(PlatformClient client, CallbackParameters callback, CodeVerifier? verifier, CancellationToken cancellationToken)
    {
        var text = callback.Code!;
        if (client.Platform.Authorization.StripFromCode is { } suffix && text.EndsWith(suffix, StringComparison.Ordinal)) text = text[..^suffix.Length];
        var parameters = new List<(string, string)> { ("grant_type", "authorization_code"), ("code", text), ("redirect_uri", client.RedirectUri) };
        if (verifier is not null) parameters.Add(("code_verifier", verifier.RevealSecret()));
        var rules = client.Platform.Token;
        var more = callback.Kept(client.Platform).ToDictionary(pair => "callback." + pair.Key, pair => pair.Value);
        more["state"] = callback.State!;
        return SendAsync("authorization_code", client, new HttpMethod(rules.Method), rules.Url, parameters, rules.ParameterNames, rules.Parameters, more, null, cancellationToken);
    }

    /// <summary>By refresh token, or by the live access token itself where the platform renews that.</summary>
    /// <param name="maySend">Asked when the request is about to leave; false: it does not, and nothing was processed.</param>
    public Task<TokenAnswer> RefreshAsync(PlatformClient client, RefreshToken? refreshToken, AccessToken accessToken, CancellationToken cancellationToken, Func<bool>? maySend = null)
    {
        var rules = client.Platform.Refresh;
        var parameters = new List<(string, string)>();
        if (rules.GrantType is { } grantType) parameters.Add(("grant_type", grantType));
        if (!rules.UsesLiveAccessToken) parameters.Add(("refresh_token", refreshToken?.RevealSecret() ?? throw new InvalidOperationException("There is no refresh token to send.")));
        else if (!rules.Parameters.Values.Any(value => value.Contains("{accessToken}", StringComparison.Ordinal))) parameters.Add(("access_token", accessToken.RevealSecret()));
        var names = client.Platform.Token.ParameterNames.Concat(rules.ParameterNames).GroupBy(name => name.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        var more = new Dictionary<string, string> { ["accessToken"] = accessToken.RevealSecret() };
        if (client.Registration.ClientSecret is { } secret) more["clientSecret"] = secret.RevealSecret();
        return SendAsync("refresh_token", client, new HttpMethod(rules.Method), rules.Url ?? client.Platform.Token.Url, parameters, names, rules.Parameters, more, maySend, cancellationToken);
    }

    /// <summary>The second step of platforms whose first token is short-lived.</summary>
    public async Task<TokenAnswer> ExchangeForLongLivedAsync(PlatformClient client, TokenSet shortLived, CancellationToken cancellationToken) =>
        await TracedAsync("long_lived", client, () => sender.CallAsync(client, client.Platform.Token.LongLivedExchange!, shortLived.AccessToken, shortLived.Raw, cancellationToken))
            ?? new TokenAnswer.Unknown("platform_bad_response", null); // the first answer lacks what this call needs

    private async Task<TokenAnswer> SendAsync(
        string grant, PlatformClient client, HttpMethod method, string url, IReadOnlyList<(string Name, string Value)> own, IReadOnlyDictionary<string, string?> names,
        IReadOnlyDictionary<string, string> extra, Dictionary<string, string> more, Func<bool>? maySend, CancellationToken cancellationToken)
    {
        var answer = await TracedAsync(grant, client, async () => await sender.SendAsync(client, () => Create(client, method, url, own, names, extra, more), cancellationToken, maySend));
        return answer!; // there is always a request
    }

    private static HttpRequestMessage Create(
        PlatformClient client, HttpMethod method, string url, IReadOnlyList<(string Name, string Value)> own, IReadOnlyDictionary<string, string?> names,
        IReadOnlyDictionary<string, string> extra, Dictionary<string, string> more)
    {
        var (rules, parameters) = (client.Platform.Token, own.ToList());
        var authorization = ClientAuthenticator.Apply(client, parameters);
        foreach (var (name, value) in extra) parameters.Add((name, client.Fill(value, more)));
        parameters = [.. parameters.Where(pair => !names.TryGetValue(pair.Name, out var renamed) || renamed is not null).Select(pair => (names.GetValueOrDefault(pair.Name) ?? pair.Name, pair.Value))];

        var isQuery = rules.Format is TokenRequestFormat.Query || method == HttpMethod.Get;
        var address = client.Resolve(url, more);
        var request = new HttpRequestMessage(method, isQuery ? address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + ParameterContent.Form(parameters) : address);
        OperatorOrigins.Mark(request, client);
        request.Headers.Authorization = authorization;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, value) in rules.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, client.Fill(value));
        }
        if (!isQuery) request.Content = ParameterContent.Create(rules.Format, parameters);
        return request;
    }

    /// <param name="grant">What is exchanged, in the hub's own words: a platform's entry may call it otherwise.</param>
    private static async Task<TokenAnswer?> TracedAsync(string grant, PlatformClient client, Func<Task<TokenAnswer?>> send)
    {
        using var span = HubTraces.TokenRequest(client.Platform.Id, grant);
        var answer = await send();
        var outcome = answer switch { TokenAnswer.NotProcessed(var code, _) => code, TokenAnswer.Unknown(var code, _) => code, TokenAnswer.NotSent => "not_sent", null => "platform_bad_response", _ => "answered" };
        span.Done(outcome, isError: outcome is not "answered");
        return answer;
    }
}
