using OAuthHub.Sandbox.Knobs;

namespace OAuthHub.Sandbox;

/// <summary>Who the practice platform is and which app it knows; configuration section <c>OAuthHub:Sandbox</c>.</summary>
/// <remarks>What may change while it runs is a knob: <see cref="SandboxKnobs"/>, configured in the same section.</remarks>
public sealed class SandboxOptions
{
    /// <summary>The configuration section, also of the knobs.</summary>
    public const string Section = "OAuthHub:Sandbox";

    /// <summary>The address that clients see, prefix included; absent: taken from each request.</summary>
    public string? Url { get; set; }

    /// <summary>The id of the one registered app.</summary>
    public string ClientId { get; set; } = "oauthhub-sandbox";

    /// <summary>The app's secret: public on purpose, it opens nothing but practice accounts.</summary>
    public string ClientSecret { get; set; } = "practice-only";

    /// <summary>What the consent page calls the app.</summary>
    public string ClientName { get; set; } = "OAuthHub";

    /// <summary>The knobs as configured; <c>POST /reset</c> goes back to them.</summary>
    internal SandboxKnobs Knobs { get; set; } = new();
}
