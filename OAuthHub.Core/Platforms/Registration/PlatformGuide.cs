namespace OAuthHub.Core.Platforms.Registration;

/// <summary>How this hub gets its client at a platform: what to do there, what to copy, and what to enter here.</summary>
public sealed record PlatformGuide
{
    /// <summary>The platform's id.</summary>
    public required string Platform { get; init; }

    /// <summary>The platform's name, for people.</summary>
    public required string Name { get; init; }

    /// <summary>How it is done.</summary>
    public required GuideKind Kind { get; init; }

    /// <summary>What there is to know before the first step, in a sentence; null: nothing.</summary>
    public string? About { get; init; }

    /// <summary>Where apps are registered.</summary>
    public string? ConsoleUrl { get; init; }

    /// <summary>What to do, filled with this hub's address.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What is to be copied into the platform's console.</summary>
    public IReadOnlyList<GuideValue> Values { get; init; } = [];

    /// <summary>The platform's demands of the redirect address, held against this hub's.</summary>
    public IReadOnlyList<RedirectFinding> RedirectChecks { get; init; } = [];

    /// <summary>What the platform's console calls it.</summary>
    public required string ClientIdName { get; init; }

    /// <summary>What the platform's console calls it.</summary>
    public required string ClientSecretName { get; init; }

    /// <summary>Whether a client secret goes with the client id.</summary>
    public required SecretNeed Secret { get; init; }

    /// <summary>What the operator may or must set besides.</summary>
    public IReadOnlyList<GuideVariable> Variables { get; init; } = [];

    /// <summary>Set where each server of the platform gives out its own clients.</summary>
    public GuideServer? PerServer { get; init; }

    /// <summary>The keys of configuration that do the same as the dashboard's form.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

public enum GuideKind
{
    /// <summary>The operator registers an app.</summary>
    Register,

    /// <summary>The hub gets its client by itself.</summary>
    Automatic,

    /// <summary>The client of another entry is used.</summary>
    Shared,

    /// <summary>It comes with the hub.</summary>
    BuiltIn,

    /// <summary>The platform cannot be connected.</summary>
    Unavailable,
}

public enum SecretNeed { Required, Optional, None }

/// <param name="Name">Stable, for programs: <c>redirect_uri</c>, <c>scopes</c>, <c>domain</c>.</param>
/// <param name="Label">For people.</param>
/// <param name="Value">What is copied.</param>
public sealed record GuideValue(string Name, string Label, string Value);

/// <param name="Name">The variable's.</param>
/// <param name="Description">For people.</param>
/// <param name="Default">Null: it must be set.</param>
/// <param name="Value">What is set now; null: nothing.</param>
/// <param name="Setting">The key of configuration that sets it.</param>
public sealed record GuideVariable(string Name, string? Description, string? Default, string? Value, string Setting);

/// <param name="Name">The variable on whose value the client depends.</param>
/// <param name="Description">For people.</param>
/// <param name="Default">The server whose client is entered without naming one; null: each must be named.</param>
/// <param name="Registered">The servers that have a client.</param>
public sealed record GuideServer(string Name, string? Description, string? Default, IReadOnlyList<string> Registered);
