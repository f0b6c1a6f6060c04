using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Coordination;

/// <summary>
/// The connect links that were made and not yet used up, under the hash of their token: whoever reads the store cannot open one. Used ones
/// are remembered for as long again, so that whoever presses twice hears why.
/// </summary>
/// <exception cref="CoordinationUnavailableException">By every member: nobody can tell.</exception>
public interface IConnectLinks
{
    /// <summary>Keeps a link for <see cref="ConnectLink.Lifetime"/>. False: its key has made as many in this minute of the clock as it may.</summary>
    ValueTask<bool> TryAddAsync(SecretFingerprint token, ConnectLink link, CancellationToken cancellationToken);

    /// <summary>Looks, and leaves it as it is.</summary>
    ValueTask<ConnectLinkState> FindAsync(SecretFingerprint token, CancellationToken cancellationToken);

    /// <summary>Reads and uses up in one step: of many at once exactly one gets the link.</summary>
    ValueTask<ConnectLinkState> TakeAsync(SecretFingerprint token, CancellationToken cancellationToken);
}

/// <summary>What a link lets its person do: connect, or reconnect, at one platform, as one user.</summary>
public sealed record ConnectLink
{
    /// <summary>How long a link can be opened.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>How many links one key may make within a minute of the clock, asked for and offered together.</summary>
    public const int PerKeyAndMinute = 30;

    public required string User { get; init; }
    public required string PlatformId { get; init; }

    /// <summary>The connection to be reconnected: the same account must come back. Null: whichever account the person chooses.</summary>
    public string? ConnectionId { get; init; }

    /// <summary>Where the person ends, of the operator's list. Null: on a page of the hub.</summary>
    public string? ReturnTo { get; init; }

    /// <summary>What is asked of the platform; empty: the usual.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The agent key that made it, and its name, which the page shows.</summary>
    public required string KeyId { get; init; }

    public required string KeyName { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset ExpiresAt => MadeAt + Lifetime;
}

public abstract record ConnectLinkState
{
    private ConnectLinkState() { }

    public sealed record Open(ConnectLink Link) : ConnectLinkState;

    /// <summary>One of the closed codes: link_unknown, link_used, link_expired.</summary>
    public sealed record Closed(string Code) : ConnectLinkState;

    /// <summary>What an unspent link is at that time.</summary>
    internal static ConnectLinkState At(ConnectLink link, DateTimeOffset now) =>
        now < link.ExpiresAt ? new Open(link)
        : new Closed(now < link.ExpiresAt + ConnectLink.Lifetime ? "link_expired" : "link_unknown");
}
