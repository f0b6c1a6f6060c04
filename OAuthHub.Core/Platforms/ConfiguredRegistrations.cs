namespace OAuthHub.Core.Platforms;

/// <summary>The app registrations of configuration: <c>OAuthHub:Platforms:{id}:ClientId</c>, <c>ClientSecret</c>, <c>Scopes</c> and <c>Variables</c>.</summary>
public sealed class ConfiguredRegistrations(IEnumerable<AppRegistration> registrations)
{
    private readonly Dictionary<string, AppRegistration> registrations = registrations.ToDictionary(registration => registration.PlatformId, StringComparer.Ordinal);

    /// <summary>Null: configuration names no client id for this platform.</summary>
    public AppRegistration? Find(string platformId) => registrations.GetValueOrDefault(platformId);
}
