using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Moving.Files;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Moving.Exporting;

/// <summary>Collects grants for a bundle, and sets them aside here if another hub is to go on with them.</summary>
public sealed class ExportRun(IVault vault, ConnectionStore connections, PlatformClients platforms, PlatformCatalog catalog, AppRegistrations registrations, AuditLog audit, VaultSignals signals, TimeProvider time)
{
    /// <param name="user">Null: everybody's.</param>
    /// <param name="platform">Null: of all platforms.</param>
    /// <param name="setsAside">From then on this hub refreshes them no more: before they are read, so that what is in the bundle stays the newest.</param>
    public async Task<ExportedGrants> CollectAsync(string? user, string? platform, bool setsAside, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (summaries, others) = (new List<ConnectionSummary>(), new List<VaultEntry>());
        await foreach (var entry in vault.ListAsync(cancellationToken))
        {
            if (entry.Name is { Kind: VaultKind.AppRegistration }) others.Add(entry);
            if (ConnectionSummary.Of(entry) is { } summary && IsMeant(summary)) summaries.Add(summary);
        }
        await registrations.LoadAsync(others, cancellationToken);
        var (list, exported, left) = (new JsonArray(), new List<ConnectionSummary>(), new List<LeftBehind>());
        foreach (var summary in summaries.OrderBy(summary => summary.Id, StringComparer.Ordinal))
        {
            var (connection, why) = await ReadAsync(summary.Id, setsAside, cancellationToken);
            if (connection is null) left.Add(new LeftBehind(summary.Id, summary.User, summary.PlatformId, why!));
            else
            {
                list.Add(Write(connection));
                exported.Add(summary);
            }
            progress?.Report(exported.Count + left.Count);
        }
        if (setsAside && exported.Count > 0) await signals.RaiseAsync(VaultSignals.Connections, CancellationToken.None);
        var text = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["made_at"] = time.GetUtcNow(), ["deployment_id"] = vault.DeploymentId, [JsonGrants.List] = list });
        return new ExportedGrants(text, exported, left);

        bool IsMeant(ConnectionSummary summary) =>
            summary.State is not (ConnectionState.Revoking or ConnectionState.Revoked) &&
            (user is null || string.Equals(summary.User, user, StringComparison.Ordinal)) && (platform is null || string.Equals(summary.PlatformId, platform, StringComparison.Ordinal));
    }

    /// <summary>Writes down that these left the hub. Called once the bundle is on the disk.</summary>
    public Task WriteDownAsync(IReadOnlyList<ConnectionSummary> exported, bool setAside) => exported.Count == 0 ? Task.CompletedTask : audit.WriteNowAsync(
        [.. exported.Select(one => new AuditEntry(AuditEvents.Exported, AuditEntry.Ok, AuditActor.Operator) { User = one.User, Platform = one.PlatformId, Connection = one.Id, Detail = setAside ? "set_aside" : null })]);

    /// <summary>Null, and why: there is nothing that another hub could use.</summary>
    private async Task<(Connection? Connection, string? Why)> ReadAsync(string id, bool setsAside, CancellationToken cancellationToken)
    {
        try
        {
            while (await connections.ReadAsync(id, cancellationToken) is { } stored)
            {
                var connection = stored.Connection;
                var isExported = connection is { State: ConnectionState.Quarantined, Reason: ConnectionReason.Exported };
                if (connection.Tokens is null || !(connection.IsUsable || isExported)) return (null, ConnectionReason.Explain(connection.Reason) ?? "It has no tokens that can be used.");
                // Its token may be spent by now, and what comes for it is not here yet.
                if (connection.Intent is not null) return (null, "It is being refreshed, or its last refresh ended without an answer. Export it again later.");
                if (!setsAside || isExported) return (connection, null);
                if (await connections.SaveAsync(RefreshTransition.Doubt(connection, ConnectionReason.Exported, time.GetUtcNow()), stored.Generation, "state", cancellationToken) is { } saved) return (saved.Connection, null);
            }
            return (null, "It is gone.");
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return (null, failure.Message);
        }
    }

    private JsonObject Write(Connection connection)
    {
        var (tokens, platform) = (connection.Tokens!, catalog.Find(connection.PlatformId));
        var record = new JsonObject { [GrantFields.Platform] = connection.PlatformId, [GrantFields.User] = connection.User, [GrantFields.AccessToken] = tokens.AccessToken.RevealSecret(), [GrantFields.Account] = connection.Account.Id };
        if (tokens.RefreshToken is { } refreshToken) record[GrantFields.RefreshToken] = refreshToken.RevealSecret();
        if (connection.ProofKey is { } key) record[GrantFields.ProofKey] = key.RevealSecret();
        if (tokens.ExpiresAt is { } expires) record[GrantFields.ExpiresAt] = expires.ToString("O");
        if (connection.Label is { } label) record[GrantFields.Label] = label;
        if (platforms.Find(connection)?.Registration.ClientId is { } client) record[GrantFields.ClientId] = client;
        record[GrantFields.ConnectedAt] = connection.ConnectedAt.ToString("O");
        record[GrantFields.Scopes] = new JsonArray([.. connection.GrantedScopes.Select(scope => JsonValue.Create(scope))]);
        record[GrantFields.Variables] = Object(connection.Stored.Where(value => IsVariable(platform, value.Key)));
        record[GrantFields.Stored] = Object(connection.Stored);
        return record;
    }

    /// <summary>What a login asks for or a callback gives, which an import checks as they do.</summary>
    private static bool IsVariable(Platform? platform, string name) => platform is not null &&
        (platform.TemplateVariables.Any(variable => variable.AskUser && string.Equals(variable.Name, name, StringComparison.Ordinal)) || platform.Authorization.CallbackFields.Contains(name, StringComparer.Ordinal));

    private static JsonObject Object(IEnumerable<KeyValuePair<string, string>> values) => new(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)JsonValue.Create(value.Value))));
}

/// <param name="Text">JSON with every token in it: to be sealed at once.</param>
/// <param name="Left">Those that another hub could not use.</param>
public sealed record ExportedGrants(byte[] Text, IReadOnlyList<ConnectionSummary> Exported, IReadOnlyList<LeftBehind> Left)
{
    public override string ToString() => $"{Exported.Count} grants";
}

/// <param name="Why">What is the matter with it, for the operator.</param>
public sealed record LeftBehind(string Connection, string User, string Platform, string Why);
