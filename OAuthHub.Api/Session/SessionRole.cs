namespace OAuthHub.Api.Session;

/// <summary>
/// What a session may do. A person sees what is theirs: connections, keys that reach no further, what the audit says of them. An operator also looks
/// after what concerns everybody: app registrations, webhooks, all keys, the whole audit.
/// </summary>
internal static class SessionRole
{
    public const string Person = "person", Operator = "operator";
}
