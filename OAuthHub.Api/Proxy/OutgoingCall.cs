using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.Proxy;

/// <summary>Makes the request that goes to the platform: the agent's own, with the hub's key out and the platform's token in.</summary>
internal static class OutgoingCall
{
    private static readonly string UserAgent = "OAuthHub/" + typeof(OutgoingCall).Assembly.GetName().Version!.ToString(2);
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static HttpRequestMessage Make(HttpRequest from, ProxyRequest asked, ProxyTarget target, ProxyRoute route, Connection connection, AccessToken token, HttpContent? content)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(asked.Method), AddressOf(asked, target, route, connection, token)) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower, Content = content };
        var named = ProxyHeaders.Named(from.Headers.Connection);
        foreach (var (name, values) in from.Headers)
        {
            if (!ProxyHeaders.PassesToPlatform(name, named) || name.Equals(route.TokenHeader, StringComparison.OrdinalIgnoreCase)) continue;
            // Those of a body are refused by the request, and belong nowhere when there is none.
            if (!TryAdd(request.Headers, name, values) && content is not null) TryAdd(content.Headers, name, values);
        }
        if (route.Access.Headers.Count > 0) AddOwn(request.Headers, route.Access.Headers);
        if (!request.Headers.NonValidated.Contains("User-Agent")) request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        route.PutToken(request, token, connection.ProofKey is not null);
        return request;
    }

    private static void AddOwn(HttpRequestHeaders to, IReadOnlyDictionary<string, string> own)
    {
        foreach (var (name, value) in own)
            if (!to.NonValidated.Contains(name)) to.TryAddWithoutValidation(name, value);
    }

    private static bool TryAdd(HttpHeaders to, string name, StringValues values) =>
        values.Count == 1 ? to.TryAddWithoutValidation(name, values.ToString()) : to.TryAddWithoutValidation(name, (IEnumerable<string?>)values);

    /// <summary>
    /// Path and query go out letter by letter: what a platform signs or looks up must not be rewritten. Both were checked
    /// (<see cref="ProxyPath"/>). Where the address is signed with a proof it takes the form that the platform compares it in.
    /// </summary>
    private static Uri AddressOf(ProxyRequest asked, ProxyTarget target, ProxyRoute route, Connection connection, AccessToken token)
    {
        var query = route.TokenParameter is { } parameter && asked.Query.Length > 0 ? Without(asked.Query, parameter) : asked.Query;
        var text = route.PutToken(target.Base + asked.Path.Raw + query, token);
        return connection.ProofKey is null ? new Uri(text, AsWritten) : new Uri(text);
    }

    private static string Without(string query, string parameter) => ProxyQuery.Take(query, name => name.Equals(parameter, StringComparison.OrdinalIgnoreCase)).Kept;
}
