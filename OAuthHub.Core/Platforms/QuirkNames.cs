namespace OAuthHub.Core.Platforms;

/// <summary>The strategies in code that an entry may ask for (<see cref="Platform.Quirks"/>), each a class in <c>Quirks/</c>.</summary>
public static class QuirkNames
{
    /// <summary>Checks the signature of a callback, as <see cref="AuthorizationRules.CallbackSignature"/> says.</summary>
    public const string CallbackSignature = "callback_signature";

    /// <summary>Gets a client from each server by itself, as <see cref="RegistrationGuide.Dynamic"/> says (RFC 7591, or the server's own way).</summary>
    public const string DynamicRegistration = "dynamic_registration";

    public static IReadOnlyList<string> All { get; } = [CallbackSignature, DynamicRegistration];

    /// <summary>Those that get a client by themselves, so that an entry may be <see cref="RegistrationGuide.Automatic"/>.</summary>
    public static IReadOnlyList<string> Registering { get; } = [DynamicRegistration];
}
