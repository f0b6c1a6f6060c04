using System.Collections.ObjectModel;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Connections;

/// <summary>One account of one user at one platform, with its tokens, scopes, state and history. Immutable.</summary>
/// <remarks>What each call of an agent looks at comes first: it then lies together in memory.</remarks>
public sealed record Connection
{
    public required string Id { get; init; }

    /// <summary>The person whose account it is: an opaque id of at most 128 characters.</summary>
    public required string User { get; init; }

    /// <summary>One string for all connections of a platform: what each call looks at should be in the processor's caches.</summary>
    public required string PlatformId { get; init => field = string.Intern(value); }

    /// <summary>Null once revoked.</summary>
    public TokenPair? Tokens { get; init; }

    /// <summary>The key to which the tokens are bound. Null: they are bearer tokens.</summary>
    public ProofKey? ProofKey { get; init; }

    /// <summary>Values kept for templates and agents: what the callback, the token reply and lookups gave.</summary>
    public IReadOnlyDictionary<string, string> Stored { get; init => field = value is { Count: > 0 } ? value : ReadOnlyDictionary<string, string>.Empty; } = ReadOnlyDictionary<string, string>.Empty;

    public required Account Account { get; init; }

    /// <summary>The account as the token reply names it, which need not be the id that the lookup gave. Null: it names none.</summary>
    public string? TokenAccountId { get; init; }

    /// <summary>What the person calls it.</summary>
    public string? Label { get; init; }

    /// <summary>When the person made it the account that is meant where an agent names none. Null: it is not. Of several, the newest counts.</summary>
    public DateTimeOffset? DefaultSince { get; init; }

    public ConnectionState State { get; init; } = ConnectionState.Active;

    /// <summary>One of <see cref="ConnectionReason"/>; null when there is nothing to explain.</summary>
    public string? Reason { get; init; }

    /// <summary>Counts the exchanges: 1 for the tokens of the code, one more for each refresh. Never goes back.</summary>
    public required long TokenGeneration { get; init; }

    /// <summary>New with each consent; tells a late refresh of an older consent from one of this.</summary>
    public required string GrantId { get; init; }

    /// <summary>Names the token with which this account was imported; stays when the tokens change. Null: it was not.</summary>
    public string? ImportedFrom { get; init; }

    /// <summary>Grants of earlier sign-ins of this account that the platform was not told to end, and may still count.</summary>
    public int EarlierGrants { get; init; }

    public IReadOnlyList<string> RequestedScopes { get; init; } = [];
    public IReadOnlyList<string> GrantedScopes { get; init; } = [];

    public required DateTimeOffset ConnectedAt { get; init; }
    public DateTimeOffset? LastRefreshedAt { get; init; }

    /// <summary>When the person has to sign in again, however often the tokens are renewed until then. Null: no end is known.</summary>
    public DateTimeOffset? GrantEndsAt { get; init; }

    /// <summary>Since when the person has been told that it ends; null: not told.</summary>
    public DateTimeOffset? EndsSoonSince { get; init; }

    /// <summary>How long this account's access tokens live, as the platform said when it was asked: for answers that name no life.</summary>
    public TimeSpan? LearnedLife { get; init; }

    /// <summary>When the worker should look at it next; null: never.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>No exchange before this time, after a failure.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Failures in a row.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Set while an exchange of a rotating token is out; see <see cref="RefreshIntent"/>.</summary>
    public RefreshIntent? Intent { get; init; }

    /// <summary>What the account can be used for, as lookups after connecting found it: sites, tenants, pages. The first of a kind is also in <see cref="Stored"/>.</summary>
    /// <remarks>A record that an earlier version wrote has none, and reads as null.</remarks>
    public IReadOnlyList<ConnectionResource> Resources { get => field ?? []; init; } = [];

    /// <summary>The newest last, at most <see cref="HistoryLimit"/>.</summary>
    public IReadOnlyList<HistoryEvent> History { get; init; } = [];

    /// <summary>When the user disconnected; the platform is told for seven days at most.</summary>
    public DateTimeOffset? DisconnectedAt { get; init; }

    public const int HistoryLimit = 40;

    public bool IsUsable => State is ConnectionState.Active or ConnectionState.Degraded;

    /// <summary>The person has been told that it ends, whether its tokens can be renewed until then or not.</summary>
    internal bool EndsSoon => EndsSoonSince is not null || Reason is ConnectionReason.EndsSoon;

    /// <summary>What is to be said of it while nothing is wrong: at most that it ends.</summary>
    internal string? ReasonWhenWell => EndsSoonSince is null ? null : ConnectionReason.EndsSoon;

    /// <summary>The only way from one state to another. A change that the rules forbid is a fault of the hub, not of a caller.</summary>
    /// <exception cref="InvalidOperationException">The rules forbid it.</exception>
    public Connection Become(ConnectionState state, string? reason, StateCause cause) =>
        ConnectionStateRules.Allows(State, state, cause)
            ? this with { State = state, Reason = reason }
            : throw new InvalidOperationException($"A connection may not go from {State} to {state} because of {cause}.");

    public Connection WithEvent(DateTimeOffset at, string kind, string text) => WithEvent(new HistoryEvent(at, kind, text));

    public Connection WithEvent(HistoryEvent happened) => this with { History = [.. History.Skip(Math.Max(0, History.Count + 1 - HistoryLimit)), happened] };

    public override string ToString() => $"{Id} ({PlatformId}, {State}, tokens {TokenGeneration})";
}

/// <summary>Who the platform says the connected account is.</summary>
public sealed record Account(string Id, string Name, string? AvatarUrl = null);

/// <param name="Kind">What it is, in the entry's word: <c>cloudId</c>, <c>tenantId</c>, <c>pageId</c>.</param>
/// <param name="Name">As the platform calls it; null: it has none.</param>
public sealed record ConnectionResource(string Kind, string Id, string? Name);

/// <summary>The tokens of one generation.</summary>
public sealed record TokenPair
{
    public required AccessToken AccessToken { get; init; }
    public RefreshToken? RefreshToken { get; init; }

    /// <summary>True also where the refresh token itself was left behind in the vault.</summary>
    public bool HasRefreshToken { get; init; }

    public required string TokenType { get; init; }

    /// <summary>When the request left that these tokens answered.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Null: no known end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the refresh token ends, where the platform says so.</summary>
    public DateTimeOffset? RefreshExpiresAt { get; init; }

    /// <summary>When the grant ends, where the platform says so.</summary>
    public DateTimeOffset? GrantExpiresAt { get; init; }

    public IReadOnlyDictionary<string, OtherTokenPair> Others { get; init => field = value is { Count: > 0 } ? value : ReadOnlyDictionary<string, OtherTokenPair>.Empty; } = ReadOnlyDictionary<string, OtherTokenPair>.Empty;

    public override string ToString() => $"TokenPair(issued {IssuedAt:O}, expires {ExpiresAt:O})";
}

/// <summary>A further token of the same answer (Slack's user token).</summary>
public sealed record OtherTokenPair(AccessToken AccessToken, RefreshToken? RefreshToken, DateTimeOffset? ExpiresAt, IReadOnlyList<string> Scopes);

/// <summary>
/// "I am about to exchange generation N": written before the request leaves. It is the lease of record: whoever finds another's
/// live intent sends nothing.
/// </summary>
/// <param name="Owner">Which process; see <see cref="Coordination.ProcessIdentity"/>.</param>
/// <param name="TokenGeneration">The generation that is exchanged.</param>
/// <param name="SentAt">When the exchange was to start.</param>
/// <param name="Deadline">After this no live owner can still be sending.</param>
/// <param name="Attempt">1 for the first exchange of this generation; more after an unknown outcome.</param>
public sealed record RefreshIntent(string Owner, long TokenGeneration, DateTimeOffset SentAt, DateTimeOffset Deadline, int Attempt)
{
    /// <summary>When the first of several tries left: from then on the platform's leeway runs. Null: this is the first.</summary>
    public DateTimeOffset? FirstSentAt { get; init; }
}
