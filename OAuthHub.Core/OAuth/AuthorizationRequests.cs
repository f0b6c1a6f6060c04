using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>Makes authorization requests (RFC 6749 section 4.1.1, RFC 7636): code flow only, S256 only, each value fresh.</summary>
public static class AuthorizationRequests
{
    public static AuthorizationRequest Create(PlatformClient client)
    {
        var rules = client.Platform.Authorization;
        var state = Random();
        var verifier = rules.Pkce is PkceMode.None ? null : new CodeVerifier(Random());
        var nonce = client.Platform.OpenId is { SendsNonce: true } ? Random() : null;

        var query = new List<(string Name, string Value)>();
        Add("response_type", "code");
        Add("client_id", client.Registration.ClientId);
        Add("redirect_uri", client.RedirectUri);
        if (client.Scopes.Count > 0) Add("scope", client.ScopeText);
        Add("state", state);
        if (verifier is not null)
        {
            Add("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.RevealSecret()))));
            Add("code_challenge_method", "S256");
        }
        if (nonce is not null) Add("nonce", nonce);
        var more = new Dictionary<string, string> { ["state"] = state };
        // A standard parameter is the hub's: an entry cannot add a second one (RFC 6749 section 3.1).
        foreach (var (name, value) in rules.Parameters)
            if (!query.Exists(pair => pair.Name == name)) query.Add((name, client.Fill(value, more)));

        return new AuthorizationRequest(new Uri(Append(client.Resolve(rules.Url), query)), state, verifier, nonce, client.Scopes) { Parameters = query };

        void Add(string name, string value)
        {
            if (rules.ParameterNames.TryGetValue(name, out var renamed)) name = renamed!;
            if (name is not null) query.Add((name, value));
        }
    }

    /// <summary>32 random bytes as base64url: 43 unreserved characters, as RFC 7636 section 4.1 asks of a verifier.</summary>
    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>An address with parameters; what stands in its query or fragment stays.</summary>
    internal static string Append(string url, IEnumerable<(string Name, string Value)> query)
    {
        var fragment = url.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? url[at..] : "";
        var address = url[..(url.Length - fragment.Length)];
        var text = string.Join('&', query.Select(pair => $"{Uri.EscapeDataString(pair.Name)}={Uri.EscapeDataString(pair.Value)}"));
        return address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + text + fragment;
    }
}

/// <param name="Url">Where the browser goes.</param>
/// <param name="State">Comes back with the callback; kept only as a hash.</param>
public sealed record AuthorizationRequest(Uri Url, string State, CodeVerifier? CodeVerifier, string? Nonce, IReadOnlyList<string> Scopes)
{
    /// <summary>What is asked, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];

    public override string ToString() => "AuthorizationRequest(***)";
}
