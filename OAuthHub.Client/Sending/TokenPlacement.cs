using System.Net.Http.Headers;

namespace OAuthHub.Client.Sending;

/// <summary>Puts a token where its platform wants it, and takes it away again.</summary>
internal static class TokenPlacement
{
    public static Before Put(HttpRequestMessage request, OAuthHubToken token)
    {
        if (token.TokenType.Equals("DPoP", StringComparison.OrdinalIgnoreCase))
            throw new OAuthHubException("proof_needed", $"The tokens of {token.Platform} are bound to a key that the hub keeps.", "Sign each request with POST /credentials/{platform}/proof, as docs/api.md says.");
        var before = new Before(request.RequestUri!, request.Headers.Authorization, []);
        var secret = token.RevealAccessToken();
        switch (token.Use.Way)
        {
            case "none":
                break;
            case "scheme":
                request.Headers.Authorization = string.IsNullOrEmpty(token.Use.Name) ? new(secret) : new(token.Use.Name, secret);
                break;
            case "header":
                Set(request, token.Use.Name!, secret, before);
                break;
            case "query":
                request.RequestUri = WithParameter(request.RequestUri!, token.Use.Name!, secret);
                break;
            case "bearer":
                request.Headers.Authorization = new("Bearer", secret);
                break;
            default:
                throw new OAuthHubException("hub_bad_answer", $"This version does not know how {token.Platform} wants its token ({token.Use.Way}).", "Update the package OAuthHub.Client.");
        }
        foreach (var (name, value) in token.Use.Headers) Set(request, name, value, before);
        return before;
    }

    private static void Set(HttpRequestMessage request, string name, string value, Before before)
    {
        before.Headers.Add((name, request.Headers.TryGetValues(name, out var values) ? [.. values] : null));
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private static Uri WithParameter(Uri uri, string name, string value)
    {
        var parts = new UriBuilder(uri);
        var added = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        parts.Query = parts.Query.Length > 1 ? $"{parts.Query}&{added}" : added;
        return parts.Uri;
    }

    /// <summary>The request as its caller made it.</summary>
    internal sealed record Before(Uri Uri, AuthenticationHeaderValue? Authorization, List<(string Name, string[]? Values)> Headers)
    {
        public void Restore(HttpRequestMessage request)
        {
            request.RequestUri = Uri;
            request.Headers.Authorization = Authorization;
            foreach (var (name, values) in Headers)
            {
                request.Headers.Remove(name);
                if (values is not null) request.Headers.TryAddWithoutValidation(name, values);
            }
        }
    }
}
