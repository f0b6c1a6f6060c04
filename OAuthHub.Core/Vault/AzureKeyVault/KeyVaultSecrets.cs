using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>The calls to Key Vault, each within its time, with failures that say what to do.</summary>
internal sealed class KeyVaultSecrets(Uri vault, SecretClient reading, SecretClient writing, KeyVaultLimits limits, TimeProvider time)
{
    public KeyVaultSecrets(KeyVaultClients clients, Uri vault, TokenCredential credential)
        : this(vault, clients.ForReading(vault, credential), clients.ForWriting(vault, credential), clients.Limits, clients.Time) { }

    public Uri Vault => vault;

    public KeyVaultLimits Limits => limits;

    public TimeProvider Time => time;

    public KeyVaultPause Pause { get; private init; } = new(vault, time);

    /// <summary>The same, with more time: a machine's first token can take a while.</summary>
    public KeyVaultSecrets Patient() => new(vault, reading, writing, limits with { Read = TimeSpan.FromSeconds(60), Request = TimeSpan.FromSeconds(60), Sending = TimeSpan.FromSeconds(60) }, time) { Pause = Pause };

    /// <summary>The secret as it is now, or that version of it; null when there is none.</summary>
    public Task<KeyVaultSecret?> FindAsync(string name, CancellationToken cancellationToken, string? version = null) =>
        RunAsync<KeyVaultSecret?>("get", limits.Read, async token =>
        {
            try
            {
                return (await reading.GetSecretAsync(name, version, token)).Value;
            }
            catch (RequestFailedException failure) when (failure.Status == 404)
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, but null also for a version that is disabled.</summary>
    public async Task<KeyVaultSecret?> FindEnabledAsync(string name, string version, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(name, cancellationToken, version);
        }
        catch (VaultUnavailableException failure) when (failure.InnerException is RequestFailedException { Status: 403 } refused && KeyVaultErrors.InnerCode(refused) is "SecretDisabled")
        {
            return null;
        }
    }

    /// <summary>All secrets of the Key Vault, without their values.</summary>
    public IAsyncEnumerable<SecretProperties> ListAsync(CancellationToken cancellationToken) => PagesAsync(reading.GetPropertiesOfSecretsAsync(cancellationToken), cancellationToken);

    /// <summary>All versions of one, in no order.</summary>
    public IAsyncEnumerable<SecretProperties> ListVersionsAsync(string name, CancellationToken cancellationToken) =>
        PagesAsync(reading.GetPropertiesOfSecretVersionsAsync(name, cancellationToken), cancellationToken);

    /// <summary>Sends once; the caller settles what became of it.</summary>
    public async Task<SecretProperties> SendAsync(KeyVaultSecret secret, CancellationToken cancellationToken)
    {
        using var limit = Limit(limits.Request, cancellationToken);
        return (await writing.SetSecretAsync(secret, limit.Token)).Value.Properties;
    }

    public Task<SecretProperties> UpdateAsync(SecretProperties properties, CancellationToken cancellationToken) =>
        RunAsync("set", limits.Request, async token => (await writing.UpdateSecretPropertiesAsync(properties, token)).Value, cancellationToken);

    /// <summary>False: there is no such secret, or it is being deleted already.</summary>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        RunAsync("delete", limits.Request, token => FoundAsync(() => writing.StartDeleteSecretAsync(name, token)), cancellationToken);

    /// <summary>False: it is not there to be recovered (yet).</summary>
    public Task<bool> RecoverAsync(string name, CancellationToken cancellationToken) =>
        RunAsync("recover", limits.Request, token => FoundAsync(() => writing.StartRecoverDeletedSecretAsync(name, token)), cancellationToken);

    /// <summary>False: it is not there to be purged (yet).</summary>
    public Task<bool> PurgeAsync(string name, CancellationToken cancellationToken) =>
        RunAsync("purge", limits.Request, token => FoundAsync(() => writing.PurgeDeletedSecretAsync(name, token)), cancellationToken);

    private static async Task<bool> FoundAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status is 404 or 409)
        {
            return false;
        }
    }

    private async Task<T> RunAsync<T>(string permission, TimeSpan within, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = Limit(within, cancellationToken);
        try
        {
            return await call(limit.Token);
        }
        catch (RequestFailedException failure) when (failure.Status == 429)
        {
            var unavailable = KeyVaultErrors.Translate(failure, vault, permission);
            Pause.Begin(unavailable.RetryAfter!.Value);
            throw unavailable;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw KeyVaultErrors.Translate(failure, vault, permission);
        }
    }

    private async IAsyncEnumerable<SecretProperties> PagesAsync(AsyncPageable<SecretProperties> pages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var page = pages.AsPages().GetAsyncEnumerator(cancellationToken);
        while (await RunAsync("list", limits.Read, _ => page.MoveNextAsync().AsTask().WaitAsync(limits.Read * 2, time, cancellationToken), cancellationToken))
        {
            foreach (var properties in page.Current.Values) yield return properties;
        }
    }

    private Limit Limit(TimeSpan length, CancellationToken cancellationToken) => new(length, time, cancellationToken);
}

/// <summary>A token that ends after a time, or with the caller's.</summary>
internal sealed class Limit : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource both;

    public Limit(TimeSpan length, TimeProvider time, CancellationToken cancellationToken)
    {
        timer = new CancellationTokenSource(length, time);
        both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
    }

    public CancellationToken Token => both.Token;

    public void Dispose()
    {
        both.Dispose();
        timer.Dispose();
    }
}
