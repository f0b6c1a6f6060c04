namespace OAuthHub.Core.Platforms.Registration;

/// <summary>Writes the guide of a platform for this hub, from its entry and what is registered already.</summary>
public static class PlatformGuides
{
    private const string Section = "OAuthHub:Platforms";

    /// <param name="registration">The usual one; null: there is none.</param>
    /// <param name="instances">Those of single servers.</param>
    /// <param name="catalog">Knows the entry whose client is shared.</param>
    public static PlatformGuide Write(Platform platform, AppRegistration? registration, IEnumerable<AppRegistration> instances, PlatformCatalog catalog, HubAddress hub)
    {
        var (guide, redirectUri) = (platform.Registration, hub.RedirectUri(platform.Id));
        var kind = KindOf(platform, registration);
        var checks = kind is GuideKind.BuiltIn or GuideKind.Unavailable ? [] : RedirectRules.Judge(platform, redirectUri);
        var filler = new StepFiller(platform, registration?.Scopes ?? platform.Authorization.Scopes, redirectUri, hub);
        return new PlatformGuide
        {
            Platform = platform.Id,
            Name = platform.Name,
            Kind = kind,
            About = About(kind, platform, catalog),
            ConsoleUrl = guide.Url,
            Steps = [.. guide.Steps.Select(filler.Fill)],
            Values = kind is GuideKind.Register or GuideKind.Shared ? [.. Values(checks, filler)] : [],
            RedirectChecks = checks,
            ClientIdName = guide.ClientIdName ?? "Client id",
            ClientSecretName = guide.ClientSecretName ?? "Client secret",
            Secret = NeedOf(platform.Client),
            Variables = [.. platform.TemplateVariables.Where(variable => variable is { AskUser: false, Found: false, Of: null, BindsClient: false })
                .Select(variable => new GuideVariable(variable.Name, variable.Description, variable.Default, registration?.Variables.GetValueOrDefault(variable.Name), $"{Section}:{platform.Id}:Variables:{variable.Name}"))],
            PerServer = platform.BindingVariable is { } binding && kind is GuideKind.Register
                ? new GuideServer(binding.Name, binding.Description, binding.Default, [.. instances.Select(instance => instance.Instance!).Order(StringComparer.Ordinal)])
                : null,
            Settings = kind is GuideKind.Register or GuideKind.Shared ? [.. Settings(platform)] : [],
        };
    }

    private static GuideKind KindOf(Platform platform, AppRegistration? registration) => platform switch
    {
        { Kind: not PlatformKind.OAuth2 } => GuideKind.Unavailable,
        { Registration.Automatic: true } => GuideKind.Automatic,
        { Category: "practice" } when registration is not null => GuideKind.BuiltIn, // wherever it runs, it is set up already
        _ when registration?.Source is RegistrationSource.BuiltIn => GuideKind.BuiltIn,
        { ClientOf: not null } => GuideKind.Shared,
        _ => GuideKind.Register,
    };

    private static string? About(GuideKind kind, Platform platform, PlatformCatalog catalog) => kind switch
    {
        GuideKind.Unavailable => platform.KindReason,
        GuideKind.Automatic => "Nothing has to be registered: the hub gets its client by itself when the first account is connected.",
        GuideKind.BuiltIn => "Nothing has to be registered: this platform comes ready with the hub.",
        GuideKind.Shared => $"{platform.Name} uses the client of {catalog.Find(platform.ClientOf!)?.Name ?? platform.ClientOf}, unless it is given one of its own. Register that one, and add the redirect address shown here to the same app.",
        _ => null,
    };

    private static IEnumerable<GuideValue> Values(IReadOnlyList<RedirectFinding> checks, StepFiller filler)
    {
        yield return new GuideValue("redirect_uri", "Redirect address", filler.RedirectUri);
        if (checks.FirstOrDefault(check => check.Rule is RedirectRule.DomainOnly)?.Copy is { } domain) yield return new GuideValue("domain", "Domain", domain);
        if (checks.FirstOrDefault(check => check.Rule is RedirectRule.OriginOnly)?.Copy is { } origin) yield return new GuideValue("origin", "Origin", origin);
        if (filler.Scopes.Length > 0) yield return new GuideValue("scopes", "Scopes", filler.Scopes);
    }

    private static SecretNeed NeedOf(ClientRules client) =>
        client.NeedsSecret ? SecretNeed.Required
        : client.Alternatives.Append(client.Authentication).Any(way => way is ClientAuthentication.ClientSecretBasic or ClientAuthentication.ClientSecretPost) ? SecretNeed.Optional
        : SecretNeed.None;

    private static IEnumerable<string> Settings(Platform platform)
    {
        string[] names = ["ClientId", .. NeedOf(platform.Client) is SecretNeed.None ? (string[])[] : ["ClientSecret"], .. platform.Client.AcceptsPrivateKey ? (string[])["PrivateKeyFile"] : []];
        foreach (var name in names) yield return $"{Section}:{platform.Id}:{name}";
        if (platform.BindingVariable is not { } binding) yield break;
        foreach (var name in names) yield return $"{Section}:{platform.Id}:Instances:<{binding.Name}>:{name}";
    }
}
