namespace OAuthHub.Core.Platforms;

/// <summary>Which app registration: a platform's, or, where each server has its own, that of one server.</summary>
/// <param name="Instance">Null: the usual one.</param>
public readonly record struct RegistrationName(string PlatformId, string? Instance)
{
    // A platform id holds no such character.
    private const char Separator = '@';

    public static RegistrationName Of(AppRegistration registration) => new(registration.PlatformId, registration.Instance);

    /// <summary>The name under which the vault keeps it.</summary>
    public static RegistrationName Parse(string text) => text.Split(Separator, 2) is [var platform, var instance] ? new(platform, instance) : new(text, null);

    public override string ToString() => Instance is null ? PlatformId : $"{PlatformId}{Separator}{Instance}";
}
