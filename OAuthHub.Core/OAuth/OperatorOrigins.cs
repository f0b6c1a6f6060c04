using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Validation;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// Where the operator sends the hub: the origins that an entry's addresses spell out, by themselves or with values that the entry
/// or configuration gives. They may be anywhere, the hub's own machine included. What a person typed or a platform answered is never
/// among them, and neither is a request that nobody marked.
/// </summary>
internal static class OperatorOrigins
{
    private static readonly HttpRequestOptionsKey<IReadOnlySet<string>> Key = new("OAuthHub.OperatorOrigins");

    /// <summary>Marks a request of this client's entry.</summary>
    public static void Mark(HttpRequestMessage request, PlatformClient client) => Mark(request, Of(client));

    /// <param name="origins">Each as scheme, host and port: <c>https://idp.example</c>.</param>
    public static void Mark(HttpRequestMessage request, IReadOnlySet<string> origins) => request.Options.Set(Key, origins);

    public static bool Include(HttpRequestMessage request) =>
        request.Options.TryGetValue(Key, out var origins) && request.RequestUri is { } address && origins.Contains(Origin(address));

    /// <summary>Whether the operator sends the hub to this address.</summary>
    public static bool Include(Uri address, PlatformClient client) => Of(client).Contains(Origin(address));

    public static IReadOnlySet<string> Of(PlatformClient client)
    {
        var values = OperatorValues(client);
        var known = client with { Values = values };
        return Urls(client.Platform).Select(url => Head(url, known)).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The values that are as the entry or configuration has them; what a person typed may be the same, and is then no worse.</summary>
    private static Dictionary<string, string> OperatorValues(PlatformClient client)
    {
        var hub = client.Values.GetValueOrDefault("hub", "");
        var values = new Dictionary<string, string> { ["hub"] = hub };
        foreach (var variable in client.Platform.TemplateVariables)
        {
            if (client.Values.TryGetValue(variable.Name, out var value) && Given(client.Registration, variable).Any(given => string.Equals(given.Replace("{hub}", hub, StringComparison.Ordinal), value, StringComparison.Ordinal)))
                values[variable.Name] = value;
        }
        return values;
    }

    private static IEnumerable<string> Given(AppRegistration registration, TemplateVariable variable)
    {
        // Who enters a registration in the dashboard may be anybody who may sign in there.
        if (registration.Source is RegistrationSource.Configuration && registration.Variables.TryGetValue(variable.Name, out var set)) yield return set;
        if (variable.BindsClient && registration is { Source: RegistrationSource.Configuration, Instance: { } instance }) yield return instance;
        if (variable.Default is { } usual) yield return usual;
        foreach (var mapped in variable.Map.Values) yield return mapped;
    }

    private static IEnumerable<string> Urls(Platform platform) =>
    [
        platform.Authorization.Url, platform.Token.Url, .. PlatformParts.Calls(platform).Select(part => part.Call.Url),
        .. new[] { platform.Authorization.PushedUrl, platform.Authorization.Issuer, platform.Refresh.Url, platform.OpenId?.Issuer, platform.OpenId?.JwksUrl, platform.Api.BaseUrl }.OfType<string>(),
    ];

    /// <summary>The origin of an address whose head needs no other values. What follows the first slash does not matter.</summary>
    private static string? Head(string url, PlatformClient known)
    {
        var scheme = url.StartsWith('{') ? -1 : url.IndexOf("://", StringComparison.Ordinal); // a value at the beginning is itself an address
        var end = url.IndexOfAny(['/', '?', '#'], scheme < 0 ? 0 : scheme + 3);
        // Null: it takes a value of somebody else's.
        return known.TryResolve(end < 0 ? url : url[..end]) is { } head && Uri.TryCreate(head, UriKind.Absolute, out var address) ? Origin(address) : null;
    }

    private static string Origin(Uri address) => $"{address.Scheme}://{address.IdnHost}:{address.Port}";
}
