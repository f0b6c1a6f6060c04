using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;

namespace OAuthHub.Api.Platforms;

/// <summary>A platform as the gallery and its set-up page show it. The client secret is never in it, only whether there is one.</summary>
internal sealed record PlatformView
{
    /// <summary>The platform's id, as addresses have it.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of platform it is.</summary>
    public required string Category { get; init; }

    /// <summary>The platform's own documentation.</summary>
    public required string DocsUrl { get; init; }

    /// <summary>It is a file of this hub's operator.</summary>
    public bool Custom { get; init; }

    /// <summary>Whether accounts can be connected.</summary>
    public required PlatformStatus Status { get; init; }

    /// <summary>Why not, where it cannot be connected at all.</summary>
    public string? UnavailableReason { get; init; }

    /// <summary>The client that this hub has there.</summary>
    public required RegistrationView Registration { get; init; }

    /// <summary>The clients of single servers, where each server has its own.</summary>
    public IReadOnlyList<InstanceView> Instances { get; init; } = [];

    /// <summary>To copy into the platform's console, exactly.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>The platform's demands of the redirect address, held against this hub's.</summary>
    public IReadOnlyList<RedirectFinding> RedirectChecks { get; init; } = [];

    /// <summary>What a person is asked before the login; given as query parameters of it.</summary>
    public IReadOnlyList<PlatformQuestion> Questions { get; init; } = [];

    /// <summary>How the operator gets a client.</summary>
    public IReadOnlyList<string> SetupSteps { get; init; } = [];

    /// <summary>Where.</summary>
    public string? SetupUrl { get; init; }

    /// <summary>What the catalogue asks for.</summary>
    public IReadOnlyList<string> DefaultScopes { get; init; } = [];

    /// <summary>What this hub asks for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>What a person is asked to allow, in words, and what of it can be left out or added.</summary>
    public IReadOnlyList<ScopeOffer> ScopeOffers { get; init; } = [];

    /// <summary>Each refresh gives another refresh token.</summary>
    public bool RotatesRefreshTokens { get; init; }

    /// <summary>Whether the platform takes a proof of the code's owner (RFC 7636).</summary>
    public PkceMode Pkce { get; init; }

    /// <summary>What else there is to know.</summary>
    public string? Notes { get; init; }

    /// <summary>How far the entry is to be trusted.</summary>
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
            Questions = [.. platform.TemplateVariables.Where(variable => variable.AskUser && registration?.Variables.ContainsKey(variable.Name) is not true).Select(PlatformQuestion.Of)],
            SetupSteps = platform.Registration.Steps,
            SetupUrl = platform.Registration.Url,
            DefaultScopes = platform.Authorization.Scopes,
            Scopes = registration?.Scopes ?? platform.Authorization.Scopes,
            ScopeOffers = Core.Platforms.ScopeOffers.Of(platform, registration?.Scopes),
            RotatesRefreshTokens = platform.Refresh.Rotation is Rotation.Rotates,
            Pkce = platform.Authorization.Pkce,
            Notes = platform.Docs.Notes,
            Confidence = platform.Docs.Confidence,
        };
    }
}

/// <param name="Name">Of the query parameter.</param>
/// <param name="Description">For people.</param>
/// <param name="Default">Null: there is none.</param>
/// <param name="Pattern">A regular expression that the whole value must match. Null: there is none, or the value is a host, which the hub itself reads.</param>
internal sealed record PlatformQuestion(string Name, string? Description, string? Default, string? Pattern)
{
    public static PlatformQuestion Of(TemplateVariable variable) => new(variable.Name, variable.Description, variable.Default, variable.Kind is VariableKind.Text ? variable.Pattern : null);
}

internal enum PlatformStatus { Ready, NeedsRegistration, Unavailable }

/// <param name="ClientId">Null: there is no client.</param>
/// <param name="HasClientSecret">A secret is stored; it is never shown.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="NeedsClientSecret">The platform wants one.</param>
/// <param name="HasPrivateKey">A key is stored; it is never shown.</param>
/// <param name="TakesPrivateKey">The platform takes a key in place of a secret.</param>
internal sealed record RegistrationView(string? ClientId, bool HasClientSecret, RegistrationSource? Source, bool NeedsClientSecret, bool HasPrivateKey, bool TakesPrivateKey);

/// <param name="Instance">The server.</param>
/// <param name="ClientId">The client that it gave.</param>
/// <param name="HasClientSecret">A secret is stored; it is never shown.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record InstanceView(string Instance, string ClientId, bool HasClientSecret, RegistrationSource Source);

/// <param name="Items">As the gallery shows them.</param>
internal sealed record PlatformList(IReadOnlyList<PlatformView> Items);

/// <param name="ClientId">What the platform gave.</param>
/// <param name="ClientSecret">Left out: the stored one is kept.</param>
/// <param name="PrivateKey">PEM or JWK, at platforms that take a key in place of a secret. Left out: the stored one is kept.</param>
/// <param name="Scopes">Left out: the catalogue's default.</param>
/// <param name="Instance">The server that the client belongs to, where each server has its own. Left out: the usual one.</param>
internal sealed record RegistrationBody(string? ClientId, string? ClientSecret = null, IReadOnlyList<string>? Scopes = null, string? Instance = null, string? PrivateKey = null)
{
    public override string ToString() => "RegistrationBody(***)";
}
