namespace OAuthHub.Core.Platforms;

/// <summary>The strategies in code that an entry may ask for (<see cref="Platform.Quirks"/>), each a class in <c>Quirks/</c>.</summary>
public static class QuirkNames
{
    /// <summary>Checks the signature of a callback, as <see cref="AuthorizationRules.CallbackSignature"/> says.</summary>
    public const string CallbackSignature = "callback_signature";

    /// <summary>Gets a client from each server by itself, as <see cref="RegistrationGuide.Dynamic"/> says (RFC 7591, or the server's own way).</summary>
    public const string DynamicRegistration = "dynamic_registration";

    /// <summary>Hands the authorization request to the platform beforehand, at <see cref="AuthorizationRules.PushedUrl"/> (RFC 9126).</summary>
    public const string PushedAuthorization = "par";

    /// <summary>Binds the tokens of each connection to a key of its own (RFC 9449).</summary>
    public const string DPoP = "dpop";

    /// <summary>Finds an account's server from its handle or DID (AT Protocol).</summary>
    public const string AtprotoIdentity = "atproto_identity";

    /// <summary>The client id is the address of a document that the hub publishes (<see cref="ClientMetadataDocument"/>).</summary>
    public const string ClientMetadata = "client_metadata";

    public static IReadOnlyList<string> All { get; } = [CallbackSignature, DynamicRegistration, PushedAuthorization, DPoP, AtprotoIdentity, ClientMetadata];

    /// <summary>Those that get a client by themselves, so that an entry may be <see cref="RegistrationGuide.Automatic"/>.</summary>
    public static IReadOnlyList<string> Registering { get; } = [DynamicRegistration, ClientMetadata];

    /// <summary>The type that an entry's tokens must be of because of a strategy. Null: bearer tokens, whatever they are called.</summary>
    public static string? TokenType(Platform platform) => platform.Quirks.Contains(DPoP, StringComparer.Ordinal) ? "DPoP" : null;
}
