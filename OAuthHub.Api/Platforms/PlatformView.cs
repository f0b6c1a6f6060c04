using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;

namespace OAuthHub.Api.Platforms;

/// <summary>A platform as the gallery and its set-up page show it. The client secret is never in it, only whether there is one.</summary>
internal sealed record PlatformView
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Category { get; init; }
    public required string DocsUrl { get; init; }
    public bool Custom { get; init; }
    public required PlatformStatus Status { get; init; }
    public string? UnavailableReason { get; init; }
    public required RegistrationView Registration { get; init; }

    /// <summary>The clients of single servers, where each server has its own.</summary>
    public IReadOnlyList<InstanceView> Instances { get; init; } = [];

    public required string RedirectUri { get; init; }

    /// <summary>The platform's demands of the redirect address, held against this hub's.</summary>
    public IReadOnlyList<RedirectFinding> RedirectChecks { get; init; } = [];

    /// <summary>What a person is asked before the login; given as query parameters of it.</summary>
    public IReadOnlyList<PlatformQuestion> Questions { get; init; } = [];

    public IReadOnlyList<string> SetupSteps { get; init; } = [];
    public string? SetupUrl { get; init; }
    public IReadOnlyList<string> DefaultScopes { get; init; } = [];
    public IReadOnlyList<string> Scopes { get; init; } = [];
    public bool RotatesRefreshTokens { get; init; }
    public PkceMode Pkce { get; init; }
    public string? Notes { get; init; }
    public Confidence Confidence { get; init; }

    public static PlatformView Of(Platform platform, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub)
    {
        var registration = registrations.Find(platform.Id);
        var redirectUri = hub.RedirectUri(platform.Id);
        return new PlatformView
        {
            Id = platform.Id,
            Name = platform.Name,
            Category = platform.Category,
            DocsUrl = platform.Docs.Url,
            Custom = catalog.IsCustom(platform.Id),
            Status = platform.Kind is not PlatformKind.OAuth2 ? PlatformStatus.Unavailable
                : registration is null && !platform.Registration.Automatic && registrations.InstancesOf(platform.Id).Count == 0 ? PlatformStatus.NeedsRegistration : PlatformStatus.Ready,
            UnavailableReason = platform.Kind is PlatformKind.OAuth2 ? null : platform.KindReason,
            Registration = new RegistrationView(registration?.ClientId, registration?.ClientSecret is not null, registration?.Source, platform.Client.NeedsSecret, registration?.PrivateKey is not null, platform.Client.AcceptsPrivateKey),
            Instances = [.. registrations.InstancesOf(platform.Id).Select(instance => new InstanceView(instance.Instance!, instance.ClientId, instance.ClientSecret is not null, instance.Source))],
            RedirectUri = redirectUri,
            RedirectChecks = RedirectRules.Judge(platform, redirectUri),
            Questions = [.. platform.TemplateVariables.Where(variable => variable.AskUser && registration?.Variables.ContainsKey(variable.Name) is not true).Select(variable => new PlatformQuestion(variable.Name, variable.Description, variable.Default))],
            SetupSteps = platform.Registration.Steps,
            SetupUrl = platform.Registration.Url,
            DefaultScopes = platform.Authorization.Scopes,
            Scopes = registration?.Scopes ?? platform.Authorization.Scopes,
            RotatesRefreshTokens = platform.Refresh.Rotation is Rotation.Rotates,
            Pkce = platform.Authorization.Pkce,
            Notes = platform.Docs.Notes,
            Confidence = platform.Docs.Confidence,
        };
    }
}

internal sealed record PlatformQuestion(string Name, string? Description, string? Default);

internal enum PlatformStatus { Ready, NeedsRegistration, Unavailable }

internal sealed record RegistrationView(string? ClientId, bool HasClientSecret, RegistrationSource? Source, bool NeedsClientSecret, bool HasPrivateKey, bool TakesPrivateKey);

internal sealed record InstanceView(string Instance, string ClientId, bool HasClientSecret, RegistrationSource Source);

internal sealed record PlatformList(IReadOnlyList<PlatformView> Items);

/// <param name="ClientSecret">Left out: the stored one is kept.</param>
/// <param name="PrivateKey">PEM or JWK, at platforms that take a key in place of a secret. Left out: the stored one is kept.</param>
/// <param name="Scopes">Left out: the catalogue's default.</param>
/// <param name="Instance">The server that the client belongs to, where each server has its own. Left out: the usual one.</param>
internal sealed record RegistrationBody(string? ClientId, string? ClientSecret = null, IReadOnlyList<string>? Scopes = null, string? Instance = null, string? PrivateKey = null);
