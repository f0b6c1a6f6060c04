namespace OAuthHub.Core.Audit;

/// <summary>One line of the audit: who did what, when, to which connection, and how it ended. Never a secret.</summary>
/// <param name="What">A closed word, such as <c>token.read</c>; see <see cref="AuditEvents"/>.</param>
/// <param name="Outcome"><c>ok</c>, or the stable code of the problem that was answered.</param>
public sealed record AuditEntry(string What, string Outcome, AuditActor Actor)
{
    public const string Ok = "ok";

    public string? User { get; init; }
    public string? Platform { get; init; }

    /// <summary>The connection's id.</summary>
    public string? Connection { get; init; }

    /// <summary>Whole seconds that the token given out still lives. Null: none was given out, or no end is known.</summary>
    public long? RemainingSeconds { get; init; }

    /// <summary>What else tells it from others of its kind: method and path of a call, the id of a key that was made.</summary>
    public string? Detail { get; init; }

    /// <summary>The address from which the request came.</summary>
    public string? Address { get; init; }

    /// <summary>An agent got what it asked for, with this connection.</summary>
    internal bool IsUse => Connection is not null && Outcome is Ok && Actor is { Kind: AuditActor.AgentKind, Id: not null };
}

/// <param name="Kind">agent, user, operator (a command) or hub (by itself).</param>
/// <param name="Id">The key's id or the user's; null: nobody showed who they are.</param>
public sealed record AuditActor(string Kind, string? Id, string? Name = null)
{
    public const string AgentKind = "agent";

    public static AuditActor Hub { get; } = new("hub", null);

    public static AuditActor Operator { get; } = new("operator", null);

    public static AuditActor Agent(string? id, string? name) => new(AgentKind, id, name);

    public static AuditActor User(string? id) => new("user", id);
}

/// <summary>The words for what was done.</summary>
public static class AuditEvents
{
    public const string TokenRead = "token.read", TokenRefreshed = "token.refreshed", TokenProof = "token.proof", ConnectionsListed = "connections.listed", EventsOpened = "events.opened";
    public const string ProxyCall = "proxy.call";
    public const string LinkMade = "link.made", LinkUsed = "link.used";
    public const string Connected = "connection.connected", Disconnected = "connection.disconnected", Released = "connection.released", Changed = "connection.changed";
    public const string Imported = "connections.imported", Exported = "connections.exported";
    public const string KeyMade = "key.made", KeyChanged = "key.changed", KeyRevoked = "key.revoked";
    public const string RegistrationChanged = "registration.changed", WebhookChanged = "webhook.changed", WebhookTested = "webhook.tested";
    public const string AuditRead = "audit.read", AuditPruned = "audit.pruned";
    public const string SessionBegun = "session.begun", SessionEnded = "session.ended";
    public const string Refused = "request.refused";
}
