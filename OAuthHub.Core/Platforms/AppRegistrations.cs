using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Platforms;

/// <summary>
/// The app registrations: those of configuration stand above those entered in the dashboard, which live in the vault. An entry
/// that shares another's client (<see cref="Platform.ClientOf"/>) uses that one's.
/// </summary>
public sealed partial class AppRegistrations
{
    private readonly ConfiguredRegistrations configured;
    private readonly PlatformCatalog catalog;
    private readonly IVault vault;
    private readonly IChangeEvents changes;
    private readonly ILogger<AppRegistrations> logger;
    private readonly ConcurrentDictionary<string, AppRegistration> entered = new();

    public AppRegistrations(ConfiguredRegistrations configured, PlatformCatalog catalog, IVault vault, IChangeEvents changes, ILogger<AppRegistrations> logger)
    {
        (this.configured, this.catalog, this.vault, this.changes, this.logger) = (configured, catalog, vault, changes, logger);
        changes.Subscribe(change =>
        {
            if (change is { FromAnother: true, Subject: "platform" or "missed" }) _ = ReadAgainAsync(change.Subject is "platform" ? [change.Id] : [.. catalog.All.Select(platform => platform.Id)]);
        });
    }

    /// <summary>Null: the platform is not set up.</summary>
    public AppRegistration? Find(string platformId) =>
        configured.Find(platformId) ?? entered.GetValueOrDefault(platformId) ??
        // The client is shared, what is asked for is not: the other's scopes belong to the other.
        (catalog.Find(platformId)?.ClientOf is { } other && Find(other) is { } shared ? shared with { PlatformId = platformId, Scopes = null } : null);

    /// <summary>Reads what the dashboard stored before.</summary>
    /// <param name="entries">The vault's listing, or a part of it.</param>
    public async Task LoadAsync(IEnumerable<VaultEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (entry is not { Name: { Kind: VaultKind.AppRegistration } name, Problem: VaultProblem.None }) continue;
            if (await vault.ReadAsync(name, cancellationToken) is { } record) entered[name.Id] = Read(name.Id, record.Secret);
        }
    }

    /// <summary>Stores a registration entered in the dashboard. A secret left out keeps the stored one.</summary>
    public async Task<AppRegistration> EnterAsync(string platformId, string clientId, ClientSecret? clientSecret, IReadOnlyList<string>? scopes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = await vault.ReadAsync(Name(platformId), cancellationToken);
            var kept = clientSecret ?? (record is null ? null : Read(platformId, record.Secret).ClientSecret);
            var registration = new AppRegistration { PlatformId = platformId, ClientId = clientId, ClientSecret = kept, Scopes = scopes, Source = RegistrationSource.Dashboard };
            var secret = JsonSerializer.SerializeToUtf8Bytes(new StoredForm(clientId, kept?.RevealSecret(), scopes));
            var write = new VaultWrite(Name(platformId), record?.Generation ?? 0, new Dictionary<string, string> { ["platform"] = platformId }, secret);
            if (await vault.CommitAsync(new VaultCommit(write), cancellationToken) is VaultWriteOutcome.Conflict) continue;
            entered[platformId] = registration;
            changes.Publish(new HubChange("platform", platformId, null, platformId, "registration"));
            return registration;
        }
    }

    /// <summary>Forgets a registration entered in the dashboard. False: there was none.</summary>
    public async Task<bool> RemoveAsync(string platformId, CancellationToken cancellationToken)
    {
        while (await vault.ReadAsync(Name(platformId), cancellationToken) is { } record)
        {
            if (!await vault.DeleteAsync(Name(platformId), record.Generation, cancellationToken)) continue;
            entered.TryRemove(platformId, out _);
            changes.Publish(new HubChange("platform", platformId, null, platformId, "registration"));
            return true;
        }
        return false;
    }

    /// <summary>Another process entered or removed some.</summary>
    private async Task ReadAgainAsync(IReadOnlyList<string> platformIds)
    {
        try
        {
            foreach (var id in platformIds)
            {
                if (await vault.ReadAsync(Name(id), CancellationToken.None) is { } record) entered[id] = Read(id, record.Secret);
                else entered.TryRemove(id, out _);
            }
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            LogNotRead(logger, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "App registrations that another process changed cannot be read; this one goes on with the old ones")]
    private static partial void LogNotRead(ILogger logger, Exception failure);

    private static VaultName Name(string platformId) => new(VaultKind.AppRegistration, platformId);

    private static AppRegistration Read(string platformId, ReadOnlyMemory<byte> secret)
    {
        var stored = JsonSerializer.Deserialize<StoredForm>(secret.Span)!;
        return new AppRegistration
        {
            PlatformId = platformId,
            ClientId = stored.ClientId,
            ClientSecret = stored.ClientSecret is { } text ? new ClientSecret(text) : null,
            Scopes = stored.Scopes,
            Source = RegistrationSource.Dashboard,
        };
    }

    private sealed record StoredForm(string ClientId, string? ClientSecret, IReadOnlyList<string>? Scopes);
}
