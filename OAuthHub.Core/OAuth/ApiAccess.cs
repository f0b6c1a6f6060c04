using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Where and how the token of one connection is used at the platform's API.</summary>
/// <param name="BaseUrl">Null: the entry names none, or it needs a value that this account does not have.</param>
/// <param name="Authorization">How the token travels.</param>
/// <param name="AuthorizationName">The scheme, header or parameter; null where the way has none.</param>
/// <param name="Headers">What the API wants beside it.</param>
public sealed record ApiAccess(string? BaseUrl, CallAuthorization Authorization, string? AuthorizationName, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A bearer token at one address for everybody: what the platform's own documentation says is all there is to know.</summary>
    public bool IsUsual { get; private init; }

    public static ApiAccess Of(PlatformClient client)
    {
        var rules = client.Platform.Api;
        var headers = new Dictionary<string, string>();
        foreach (var (name, template) in rules.Headers)
            if (client.TryFill(template) is { Length: > 0 } value) headers[name] = value;
        var stored = client.Values.GetValueOrDefault("stored.base_url");
        return new ApiAccess((rules.BaseUrl is { } url ? client.TryResolve(url) : null) ?? stored, rules.Authorization, rules.AuthorizationName, headers)
        {
            IsUsual = rules.Authorization is CallAuthorization.Bearer && headers.Count == 0 && stored is null && !DependsOnAccount(rules.BaseUrl ?? "", client),
        };
    }

    private static bool DependsOnAccount(string template, PlatformClient client) =>
        template.Contains("{stored.", StringComparison.Ordinal) ||
        client.Platform.TemplateVariables.Any(variable => client.Values.ContainsKey("stored." + (variable.Of ?? variable.Name)) && template.Contains($"{{{variable.Name}}}", StringComparison.Ordinal));
}
