using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>Stores a grant: as a new connection, or in place of the tokens of the same account's old one.</summary>
public sealed partial class ConnectionWriter(ConnectionStore connections, ConnectionFinder finder, NewConnectionIds newIds, LiveGrants liveGrants, TokenRevocation revocation, TimeProvider time, ILogger<ConnectionWriter> logger)
{
    private const int MostNamed = 5;

    public async Task<LoginEnd> StoreAsync(PlatformClient client, LoginState flow, GrantReading.Granted granted)
    {
        // The person may be reconnecting one that came as a companion: then that one is what the flow is about.
        var wanted = flow.ConnectionId is { } id ? connections.Index.Find(id)?.Account.Id : null;
        var main = granted.Companions.FirstOrDefault(companion => wanted is not null && Same(companion.Account.Id, wanted)) ?? granted;
        var end = await StoreOneAsync(client, flow, main);
        if (end is LoginEnd.Connected)
            foreach (var other in granted.Companions.Append(granted).Where(other => other != main)) await StoreOneAsync(client, flow with { ConnectionId = null }, other);
        else
            foreach (var companion in granted.Companions.Where(companion => companion != main)) await revocation.DropAsync(client, companion.Tokens);
        return end;
    }

    /// <summary>Stores a grant that was not given to this hub by a login. Tokens that are not stored are left alone, since whoever brings them still has them.</summary>
    /// <exception cref="VaultUnavailableException">It was not stored, as far as is known.</exception>
    public Task<LoginEnd> KeepAsync(PlatformClient client, LoginState flow, GrantReading.Granted granted, KeepTerms terms) => TryStoreAsync(client, flow, granted, terms);

    private async Task<LoginEnd> StoreOneAsync(PlatformClient client, LoginState flow, GrantReading.Granted granted)
    {
        try
        {
            var end = await TryStoreAsync(client, flow, granted, KeepTerms.OfLogin);
            if (end is LoginEnd.Refused) await revocation.DropAsync(client, granted.Tokens);
            return end;
        }
        catch (VaultUnavailableException)
        {
            await revocation.DropAsync(client, granted.Tokens);
            return new LoginEnd.Refused("vault_unavailable", flow.ReturnTo);
        }
    }

    private async Task<LoginEnd> TryStoreAsync(PlatformClient client, LoginState flow, GrantReading.Granted granted, KeepTerms terms)
    {
        while (true)
        {
            var known = flow.ConnectionId is { } wanted
                ? connections.Index.Find(wanted)
                : (await finder.FindAsync(flow.User, flow.PlatformId, CancellationToken.None)).FirstOrDefault(entry => Same(entry.Account.Id, granted.Account.Id) && entry.State is not ConnectionState.Revoking);
            if (flow.ConnectionId is not null && known is null or { State: ConnectionState.Revoking }) return new LoginEnd.Refused("connection_deleted", flow.ReturnTo);
            if (known is not null && !Same(known.Account.Id, granted.Account.Id)) return new LoginEnd.Refused("account_mismatch", flow.ReturnTo);

            var old = known is null ? null : await ReadOrClearAsync(known);
            if (old is { Connection.State: ConnectionState.Revoking or ConnectionState.Revoked }) return new LoginEnd.Refused("connection_deleted", flow.ReturnTo);
            if (!terms.Replaces && old is { Connection.State: ConnectionState.Active or ConnectionState.Degraded or ConnectionState.Quarantined }) return new LoginEnd.Refused("already_connected", flow.ReturnTo);
            var connection = Make(client, flow, granted, known?.Id ?? await newIds.FindAsync(flow.User, flow.PlatformId, granted.Account.Id), old?.Connection, terms);
            connection = await liveGrants.NoteAsync(connection, client.Platform);
            if (await SaveAsync(connection, old?.Generation ?? 0, old is null ? "connected" : "state") is not { } saved) continue;
            if (Unasked(flow, granted).Any()) LogMore(logger, saved.Connection.Id, flow.PlatformId);
            return new LoginEnd.Connected(saved.Connection, flow.ReturnTo);
        }
    }

    /// <summary>A write that nobody confirmed may have been made: its tokens are then neither ended nor forgotten.</summary>
    private async Task<Stored?> SaveAsync(Connection connection, long expected, string what)
    {
        try
        {
            return await connections.SaveAsync(connection, expected, what, CancellationToken.None);
        }
        catch (VaultUnavailableException)
        {
            if (await connections.ReadAsync(connection.Id, CancellationToken.None) is not { } written || !Same(written.Connection.GrantId, connection.GrantId)) throw;
            await connections.AnnounceAsync(written, what);
            return written;
        }
    }

    /// <summary>The record to be replaced. One that does not verify is removed: signing in again is the way out of that.</summary>
    private async Task<Stored?> ReadOrClearAsync(ConnectionSummary known)
    {
        try
        {
            return await connections.ReadAsync(known.Id, CancellationToken.None);
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            await connections.DeleteAsync(known.Id, known.Generation, CancellationToken.None);
            return null;
        }
    }

    private Connection Make(PlatformClient client, LoginState flow, GrantReading.Granted granted, string id, Connection? old, KeepTerms terms)
    {
        var now = time.GetUtcNow();
        var agreedAt = terms.ConnectedAt < now ? terms.ConnectedAt.Value : now;
        // Some platforms send a refresh token with the first consent only: then the old one still holds, unless it is bound to another key.
        var keepsOld = old?.Tokens is not null && flow.ProofKey is null && client.Platform.Refresh.Rotation is Platforms.Rotation.Static;
        var learned = granted.LearnedLife ?? old?.LearnedLife;
        var tokens = RefreshTransition.Tokens(granted.Tokens.Living(learned), keepsOld ? old!.Tokens : null);
        // A new consent begins anew: what the old one's answers said of its end is over, unless its refresh token goes on.
        if (granted.Tokens.RefreshToken is not null) tokens = tokens with { GrantExpiresAt = granted.Tokens.GrantExpiresAt };
        var rules = client.Platform.Refresh;
        var connection = new Connection
        {
            Id = id,
            User = flow.User,
            PlatformId = flow.PlatformId,
            Account = granted.Account,
            TokenAccountId = granted.Tokens.AccountId,
            Label = old is null ? granted.Label : old.Label,
            DefaultSince = old?.DefaultSince,
            Tokens = tokens,
            ProofKey = flow.ProofKey,
            TokenGeneration = (old?.TokenGeneration ?? 0) + 1,
            GrantId = "grant_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15)),
            EarlierGrants = old is null ? 0 : old.EarlierGrants + (old.State is ConnectionState.NeedsReconnect ? 0 : 1),
            RequestedScopes = flow.Scopes,
            GrantedScopes = granted.Scopes,
            Resources = granted.Resources,
            ConnectedAt = agreedAt,
            ImportedFrom = terms.ImportedFrom ?? old?.ImportedFrom,
            GrantEndsAt = GrantEnd.Find(agreedAt, tokens, rules),
            LearnedLife = learned,
            Stored = KeptValues.Merge(flow.Values, granted.Stored),
            History = old?.History ?? [],
        };
        return (connection with { DueAt = RefreshSchedule.DueAt(connection, rules) })
            .WithEvent(new HistoryEvent(now, old is null ? "connected" : "reconnected", $"{(terms.ImportedFrom is not null ? "Imported" : old is null ? "Connected" : "Reconnected")} as {granted.Account.Name}.{Besides(flow, granted)}")
            {
                LifeLeft = old?.Tokens?.ExpiresAt - now,
                Generation = connection.TokenGeneration,
            });
    }

    /// <summary>What nobody asked for, where it is known what was. A companion has scopes of its own.</summary>
    private static IEnumerable<string> Unasked(LoginState flow, GrantReading.Granted granted) =>
        flow.Scopes.Count == 0 || granted.Label is not null ? [] : granted.Scopes.Except(flow.Scopes, StringComparer.Ordinal);

    private static string Besides(LoginState flow, GrantReading.Granted granted)
    {
        var more = Unasked(flow, granted).Take(MostNamed + 1).ToList();
        return more.Count == 0 ? "" : $" The platform granted more than was asked for: {string.Join(", ", more.Take(MostNamed))}{(more.Count > MostNamed ? " and others" : "")}.";
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Platform} granted {ConnectionId} more than was asked for; its history says what")]
    private static partial void LogMore(ILogger logger, string connectionId, string platform);
}

/// <summary>What is stored with a grant, and whether it may take another's place.</summary>
public sealed record KeepTerms
{
    /// <summary>The person has just signed in: that counts more than what was there.</summary>
    public static KeepTerms OfLogin { get; } = new() { Replaces = true };

    /// <summary>False: a connection of the same account that is in use stays as it is.</summary>
    public bool Replaces { get; init; }

    /// <summary>The fingerprint of the token that was brought in; null: the person signed in.</summary>
    public string? ImportedFrom { get; init; }

    /// <summary>When the person agreed; null: now.</summary>
    public DateTimeOffset? ConnectedAt { get; init; }
}
