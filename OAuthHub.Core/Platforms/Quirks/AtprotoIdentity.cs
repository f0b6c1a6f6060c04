using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms.Validation;

namespace OAuthHub.Core.Platforms.Quirks;

/// <summary>
/// Finds, from a handle or a DID, the server where the account's data are and the one that signs in for it (AT Protocol OAuth). Each step is
/// checked from both ends: a handle counts only if the account's own document names it, a server only if it names itself.
/// </summary>
internal sealed partial class AtprotoIdentity(PlatformSender sender, HubAddress hub) : Quirk
{
    private const string NotFound = "identity_not_found";

    public override string Name => QuirkNames.AtprotoIdentity;

    public override async Task<QuirkPreparation> PrepareAsync(Platform platform, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var draft = PlatformClient.Unregistered(platform, values, hub);
        var typed = values.GetValueOrDefault("handle", "").TrimStart('@');
        // An account that was connected before is the same under whatever handle it has now.
        var did = values.GetValueOrDefault("did") ?? (typed.StartsWith("did:", StringComparison.Ordinal) ? typed : await ResolveAsync(draft, typed.ToLowerInvariant(), cancellationToken));
        if (did is null || await DocumentAsync(draft, did, cancellationToken) is not { } document) return new QuirkPreparation.Refused(NotFound);
        if (!string.Equals(Text(document, "id"), did, StringComparison.Ordinal)) return new QuirkPreparation.Refused(NotFound);
        if (!values.ContainsKey("did") && !typed.StartsWith("did:", StringComparison.Ordinal) && !Names(document).Contains("at://" + typed, StringComparer.OrdinalIgnoreCase)) return new QuirkPreparation.Refused(NotFound);
        if (ServerOf(document) is not { } pds) return new QuirkPreparation.Refused(NotFound);

        if (await GetAsync(draft, pds + "/.well-known/oauth-protected-resource", cancellationToken) is not { } resource) return new QuirkPreparation.Refused("platform_unavailable");
        if (JsonPath.Find(resource, "authorization_servers") is not { ValueKind: JsonValueKind.Array } servers || servers.GetArrayLength() != 1 || Origin(JsonPath.Text(servers[0])) is not { } issuer) return new QuirkPreparation.Refused("issuer_mismatch");
        if (await GetAsync(draft, issuer + "/.well-known/oauth-authorization-server", cancellationToken) is not { } server) return new QuirkPreparation.Refused("platform_unavailable");
        if (!string.Equals(Text(server, "issuer"), issuer, StringComparison.Ordinal)) return new QuirkPreparation.Refused("issuer_mismatch");

        var found = new Dictionary<string, string>(values) { ["did"] = did, ["pds"] = pds, ["issuer"] = issuer };
        foreach (var (name, member) in ((string, string)[])[("authorizationEndpoint", "authorization_endpoint"), ("tokenEndpoint", "token_endpoint"), ("pushedEndpoint", "pushed_authorization_request_endpoint"), ("revocationEndpoint", "revocation_endpoint")])
        {
            if (Https(Text(server, member)) is { } address) found[name] = address;
            else if (member is not "revocation_endpoint") return new QuirkPreparation.Refused("issuer_mismatch");
        }
        // What a server says of itself gets no further than what a person may type.
        if (platform.TemplateVariables.Any(variable => found.TryGetValue(variable.Name, out var value) && !TemplatePattern.Matches(variable, value))) return new QuirkPreparation.Refused("issuer_mismatch");
        return new QuirkPreparation.Ready(found);
    }

    /// <summary>Whoever signs in must be the account for which that server was found: a server can speak for its own accounts only. Without the scope <c>atproto</c> it is no such session.</summary>
    public override string? CheckTokens(PlatformClient client, TokenSet tokens)
    {
        if (!string.Equals(tokens.AccountId, client.Values.GetValueOrDefault("did"), StringComparison.Ordinal)) return "account_mismatch";
        return tokens.Scopes?.Contains("atproto", StringComparer.Ordinal) is true ? null : "platform_bad_response";
    }

    /// <summary>The handle's own server says it, or a resolver does, which also reads the name servers.</summary>
    private async Task<string?> ResolveAsync(PlatformClient draft, string handle, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{handle}/.well-known/atproto-did");
        if (await sender.SendAsync(request, cancellationToken) is TokenAnswer.Received({ Status: 200 } raw) && Did(System.Text.Encoding.UTF8.GetString(raw.Body).Trim()) is { } own) return own;
        var answer = await GetAsync(draft, $"{draft.Values["resolver"]}/xrpc/com.atproto.identity.resolveHandle?handle={Uri.EscapeDataString(handle)}", cancellationToken);
        return answer is { } root ? Did(Text(root, "did")) : null;
    }

    private Task<JsonElement?> DocumentAsync(PlatformClient draft, string did, CancellationToken cancellationToken) => Did(did) switch
    {
        null => Task.FromResult<JsonElement?>(null),
        _ when did.StartsWith("did:web:", StringComparison.Ordinal) => GetAsync(draft, $"https://{did["did:web:".Length..]}/.well-known/did.json", cancellationToken),
        _ => GetAsync(draft, $"{draft.Values["plcDirectory"]}/{did}", cancellationToken),
    };

    /// <summary>The first one is the account's handle; others it only claims to have had.</summary>
    private static IEnumerable<string> Names(JsonElement document) =>
        JsonPath.Find(document, "alsoKnownAs") is { ValueKind: JsonValueKind.Array } names ? names.EnumerateArray().Select(name => JsonPath.Text(name)).OfType<string>().Where(name => name.StartsWith("at://", StringComparison.Ordinal)).Take(1) : [];

    private static string? ServerOf(JsonElement document)
    {
        if (JsonPath.Find(document, "service") is not { ValueKind: JsonValueKind.Array } services) return null;
        foreach (var service in services.EnumerateArray())
            if (Text(service, "id")?.EndsWith("#atproto_pds", StringComparison.Ordinal) is true && Text(service, "type") is "AtprotoPersonalDataServer") return Origin(Text(service, "serviceEndpoint"));
        return null;
    }

    private async Task<JsonElement?> GetAsync(PlatformClient draft, string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new("application/json"));
        OperatorOrigins.Mark(request, draft);
        return await sender.SendAsync(request, cancellationToken) is TokenAnswer.Received({ Status: 200 } raw) && AnswerDocument.Json(raw.Body) is { ValueKind: JsonValueKind.Object } root ? root : null;
    }

    private static string? Text(JsonElement element, string name) => JsonPath.Text(JsonPath.Find(element, name));

    private static string? Did(string? text) => text is not null && DidPattern().IsMatch(text) ? text : null;

    private static string? Https(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && address.Fragment.Length == 0 ? text : null;

    /// <summary>An issuer or a data server: scheme and host, nothing more.</summary>
    private static string? Origin(string? text) => Https(text?.TrimEnd('/')) is { } address && new Uri(address).GetLeftPart(UriPartial.Authority) == address ? address : null;

    [GeneratedRegex(@"\Adid:(plc:[a-z2-7]{24}|web:[a-z0-9.-]{4,253})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DidPattern();
}
