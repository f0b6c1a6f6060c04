using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.OAuth;

/// <summary>The client of a platform's token endpoint (RFC 6749 sections 4.1.3 and 6). Each call sends at most one request.</summary>
public sealed class TokenEndpoint(PlatformSender sender)
{
    public Task<TokenAnswer> ExchangeCodeAsync(PlatformClient client, AuthorizationCode code, CodeVerifier? verifier, CancellationToken cancellationToken)
    {
        var text = code.RevealSecret();
        if (client.Platform.Authorization.StripFromCode is { } suffix && text.EndsWith(suffix, StringComparison.Ordinal)) text = text[..^suffix.Length];
        var parameters = new List<(string, string)> { ("grant_type", "authorization_code"), ("code", text), ("redirect_uri", client.RedirectUri) };
        if (verifier is not null) parameters.Add(("code_verifier", verifier.RevealSecret()));
        var rules = client.Platform.Token;
        return SendAsync("authorization_code", client, HttpMethod.Post, rules.Url, parameters, rules.ParameterNames, rules.Parameters, null, null, cancellationToken);
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
        return SendAsync("refresh_token", client, new HttpMethod(rules.Method), rules.Url ?? client.Platform.Token.Url, parameters, names, rules.Parameters, accessToken, maySend, cancellationToken);
    }

    /// <summary>The second step of platforms whose first token is short-lived.</summary>
    public Task<TokenAnswer> ExchangeForLongLivedAsync(PlatformClient client, AccessToken shortLived, CancellationToken cancellationToken) =>
        SendAsync("long_lived", client.Platform, CallRequests.Create(client, client.Platform.Token.LongLivedExchange!, shortLived), cancellationToken);

    private Task<TokenAnswer> SendAsync(
        string grant, PlatformClient client, HttpMethod method, string url, List<(string Name, string Value)> parameters, IReadOnlyDictionary<string, string?> names,
        IReadOnlyDictionary<string, string> extra, AccessToken? accessToken, Func<bool>? maySend, CancellationToken cancellationToken)
    {
        var rules = client.Platform.Token;
        var more = accessToken is null ? null : new Dictionary<string, string> { ["accessToken"] = accessToken.RevealSecret() };
        var authorization = ClientAuthenticator.Apply(client, parameters);
        foreach (var (name, value) in extra) parameters.Add((name, client.Fill(value, more)));
        parameters = [.. parameters.Where(pair => !names.TryGetValue(pair.Name, out var renamed) || renamed is not null).Select(pair => (names.GetValueOrDefault(pair.Name) ?? pair.Name, pair.Value))];

        var isQuery = rules.Format is TokenRequestFormat.Query || method == HttpMethod.Get;
        var address = client.Resolve(url, more);
        var form = string.Join('&', parameters.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        var request = new HttpRequestMessage(method, isQuery ? address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + form : address);
        OperatorOrigins.Mark(request, client);
        request.Headers.Authorization = authorization;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (var (name, value) in rules.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, client.Fill(value));
        }
        if (isQuery) return SendAsync(grant, client.Platform, request, cancellationToken, maySend);
        request.Content = rules.Format is TokenRequestFormat.Json
            ? new StringContent(JsonSerializer.Serialize(parameters.ToDictionary(pair => pair.Name, pair => pair.Value)), Encoding.UTF8, "application/json")
            : new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded");
        if (rules.Format is TokenRequestFormat.Form) request.Content.Headers.ContentType!.CharSet = null; // some servers compare the type as text
        return SendAsync(grant, client.Platform, request, cancellationToken, maySend);
    }

    /// <param name="grant">What is exchanged, in the hub's own words: a platform's entry may call it otherwise.</param>
    private async Task<TokenAnswer> SendAsync(string grant, Platform platform, HttpRequestMessage request, CancellationToken cancellationToken, Func<bool>? maySend = null)
    {
        using var span = HubTraces.TokenRequest(platform.Id, grant);
        var answer = await sender.SendAsync(request, cancellationToken, maySend);
        var outcome = answer switch { TokenAnswer.NotProcessed(var code, _) => code, TokenAnswer.Unknown(var code, _) => code, TokenAnswer.NotSent => "not_sent", _ => "answered" };
        span.Done(outcome, isError: outcome is not "answered");
        return answer;
    }
}
