using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Platforms;

/// <summary>
/// The app registrations: those of configuration stand above those entered in the dashboard, which live in the vault. An entry
/// that shares another's client (<see cref="Platform.ClientOf"/>) uses that one's. Where each server of a platform has its own clients, what
/// belongs to one server is never taken for another.
/// </summary>
public sealed partial class AppRegistrations
{
    private readonly ConfiguredRegistrations configured;
    private readonly PlatformCatalog catalog;
    private readonly IVault vault;
    private readonly IChangeEvents changes;
    private readonly ILogger<AppRegistrations> logger;
    private readonly ConcurrentDictionary<RegistrationName, AppRegistration> entered = new();
    private int version;

    public AppRegistrations(ConfiguredRegistrations configured, PlatformCatalog catalog, IVault vault, IChangeEvents changes, ILogger<AppRegistrations> logger)
    {
        (this.configured, this.catalog, this.vault, this.changes, this.logger) = (configured, catalog, vault, changes, logger);
        changes.Subscribe(change =>
        {
            if (change is { FromAnother: true, Subject: "platform" or "missed" }) _ = ReadAgainAsync(change.Subject is "platform" ? RegistrationName.Parse(change.Id) : null);
        });
    }

    /// <summary>Another number after each change: what was made of registrations is made anew then.</summary>
    public int Version => Volatile.Read(ref version);

    /// <summary>Null: the platform is not set up, or not for this server.</summary>
    /// <param name="instance">The value of the entry's binding variable; null, or the usual one's own: the usual one.</param>
    public AppRegistration? Find(string platformId, string? instance = null)
    {
        var usual = configured.Find(platformId) ?? entered.GetValueOrDefault(new RegistrationName(platformId, null));
        if (catalog.Find(platformId)?.BindingVariable is { } binding && instance is not null)
        {
            if (usual is not null && string.Equals(usual.Variables.GetValueOrDefault(binding.Name) ?? binding.Default, instance, StringComparison.OrdinalIgnoreCase)) return usual;
            return configured.Find(platformId, instance) ?? entered.GetValueOrDefault(new RegistrationName(platformId, instance));
        }
        // The client is shared, what is asked for is not: the other's scopes belong to the other.
        return usual ?? (catalog.Find(platformId)?.ClientOf is { } other && Find(other) is { } shared ? shared with { PlatformId = platformId, Scopes = null } : null);
    }

    /// <summary>The servers of a platform that have a client of their own.</summary>
    public IReadOnlyList<AppRegistration> InstancesOf(string platformId) =>
        [.. configured.InstancesOf(platformId)
            .Concat(entered.Values.Where(registration => registration.Instance is not null && string.Equals(registration.PlatformId, platformId, StringComparison.Ordinal)))
            .DistinctBy(registration => registration.Instance).OrderBy(registration => registration.Instance, StringComparer.Ordinal)];

    /// <summary>Reads what the dashboard stored before.</summary>
    /// <param name="entries">The vault's listing, or a part of it.</param>
    public async Task LoadAsync(IEnumerable<VaultEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (entry is not { Name: { Kind: VaultKind.AppRegistration } name, Problem: VaultProblem.None }) continue;
            if (await vault.ReadAsync(name, cancellationToken) is { } record) Keep(RegistrationName.Parse(name.Id), Read(RegistrationName.Parse(name.Id), record.Secret));
        }
    }

    /// <summary>Stores a registration entered in the dashboard, or one that the hub got by itself. A secret or key left out keeps the stored one.</summary>
    /// <param name="name">With the server, where each has its own clients.</param>
    public async Task<AppRegistration> EnterAsync(RegistrationName name, string clientId, ClientSecret? clientSecret, PrivateKey? privateKey, IReadOnlyList<string>? scopes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var record = await vault.ReadAsync(NameOf(name), cancellationToken);
            var before = record is null ? null : Read(name, record.Secret);
            var (kept, key) = (clientSecret ?? before?.ClientSecret, privateKey ?? before?.PrivateKey);
            var registration = new AppRegistration { PlatformId = name.PlatformId, Instance = name.Instance, ClientId = clientId, ClientSecret = kept, PrivateKey = key, Scopes = scopes, Source = RegistrationSource.Dashboard };
            var secret = JsonSerializer.SerializeToUtf8Bytes(new StoredForm(clientId, kept?.RevealSecret(), scopes, key?.RevealSecret()));
            var write = new VaultWrite(NameOf(name), record?.Generation ?? 0, new Dictionary<string, string> { ["platform"] = name.PlatformId }, secret);
            if (await vault.CommitAsync(new VaultCommit(write), cancellationToken) is VaultWriteOutcome.Conflict) continue;
            Keep(name, registration);
            Publish(name);
            return registration;
        }
    }

    /// <summary>Stores a registration unless there is one by now, which then counts.</summary>
    public async Task<AppRegistration> EnterFirstAsync(RegistrationName name, string clientId, ClientSecret? clientSecret, PrivateKey? privateKey, CancellationToken cancellationToken)
    {
        var secret = JsonSerializer.SerializeToUtf8Bytes(new StoredForm(clientId, clientSecret?.RevealSecret(), null, privateKey?.RevealSecret()));
        var write = new VaultWrite(NameOf(name), 0, new Dictionary<string, string> { ["platform"] = name.PlatformId }, secret);
        while (true)
        {
            var outcome = await vault.CommitAsync(new VaultCommit(write), cancellationToken);
            // Somebody may have entered and removed one in between.
            if (await vault.ReadAsync(NameOf(name), cancellationToken) is not { } record) continue;
            Keep(name, Read(name, record.Secret));
            if (outcome is not VaultWriteOutcome.Conflict) Publish(name);
            return entered[name];
        }
    }

    /// <summary>Forgets a registration entered in the dashboard. False: there was none.</summary>
    public async Task<bool> RemoveAsync(RegistrationName name, CancellationToken cancellationToken)
    {
        while (await vault.ReadAsync(NameOf(name), cancellationToken) is { } record)
        {
            if (!await vault.DeleteAsync(NameOf(name), record.Generation, cancellationToken)) continue;
            Keep(name, null);
            Publish(name);
            return true;
        }
        return false;
    }

    /// <summary>Another process entered or removed some.</summary>
    /// <param name="changed">Null: nobody knows which.</param>
    private async Task ReadAgainAsync(RegistrationName? changed)
    {
        try
        {
            RegistrationName[] names = changed is { } one ? [one] : [.. await StoredNamesAsync(), .. entered.Keys];
            foreach (var name in names.Distinct())
            {
                Keep(name, await vault.ReadAsync(NameOf(name), CancellationToken.None) is { } record ? Read(name, record.Secret) : null);
            }
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            LogNotRead(logger, failure);
        }
    }

    private async Task<List<RegistrationName>> StoredNamesAsync()
    {
        var names = new List<RegistrationName>();
        await foreach (var entry in vault.ListAsync(CancellationToken.None))
            if (entry.Name is { Kind: VaultKind.AppRegistration } name) names.Add(RegistrationName.Parse(name.Id));
        return names;
    }

    /// <param name="registration">Null: there is none any more.</param>
    private void Keep(RegistrationName name, AppRegistration? registration)
    {
        if (registration is null) entered.TryRemove(name, out _);
        else entered[name] = registration;
        Interlocked.Increment(ref version); // after it: who sees the new number sees the change
    }

    private void Publish(RegistrationName name) => changes.Publish(new HubChange("platform", name.ToString(), null, name.PlatformId, "registration"));

    [LoggerMessage(Level = LogLevel.Error, Message = "App registrations that another process changed cannot be read; this one goes on with the old ones")]
    private static partial void LogNotRead(ILogger logger, Exception failure);

    private static VaultName NameOf(RegistrationName name) => new(VaultKind.AppRegistration, name.ToString());

    private static AppRegistration Read(RegistrationName name, ReadOnlyMemory<byte> secret)
    {
        var stored = JsonSerializer.Deserialize<StoredForm>(secret.Span)!;
        return new AppRegistration
        {
            PlatformId = name.PlatformId,
            Instance = name.Instance,
            ClientId = stored.ClientId,
            ClientSecret = stored.ClientSecret is { } text ? new ClientSecret(text) : null,
            PrivateKey = stored.PrivateKey is { } key ? new PrivateKey(key) : null,
            Scopes = stored.Scopes,
            Source = RegistrationSource.Dashboard,
        };
    }

    private sealed record StoredForm(string ClientId, string? ClientSecret, IReadOnlyList<string>? Scopes, string? PrivateKey = null)
    {
        public override string ToString() => "StoredForm(***)";
    }
}
