namespace OAuthHub.Core.Platforms;

/// <summary>
/// The app registrations of configuration: <c>OAuthHub:Platforms:{id}:ClientId</c>, <c>ClientSecret</c> or <c>PrivateKey</c>, <c>Scopes</c> and <c>Variables</c>, and, at
/// platforms whose servers each have their own clients, <c>OAuthHub:Platforms:{id}:Instances:{server}:ClientId</c> and so on.
/// </summary>
public sealed class ConfiguredRegistrations(IEnumerable<AppRegistration> registrations)
{
    private readonly Dictionary<RegistrationName, AppRegistration> registrations = registrations.ToDictionary(RegistrationName.Of);

    /// <summary>Null: configuration names no client id for this platform.</summary>
    /// <param name="instance">Null: the usual one.</param>
    public AppRegistration? Find(string platformId, string? instance = null) => registrations.GetValueOrDefault(new RegistrationName(platformId, instance));

    /// <summary>The servers that have a client of their own.</summary>
    public IEnumerable<AppRegistration> InstancesOf(string platformId) =>
        registrations.Values.Where(registration => registration.Instance is not null && string.Equals(registration.PlatformId, platformId, StringComparison.Ordinal));
}
