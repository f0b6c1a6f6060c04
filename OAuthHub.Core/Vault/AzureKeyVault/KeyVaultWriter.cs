using Azure;
using Azure.Security.KeyVault.Secrets;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>
/// Writes a secret, and knows in the end whether it is written: each write carries a random id, and where an answer is lost the secret is
/// read back. Never sent again before that: each sending that arrives makes a version that holds the tokens.
/// </summary>
internal sealed class KeyVaultWriter(KeyVaultSecrets secrets)
{
    /// <summary>The tag with the write's own id.</summary>
    public const string WriteTag = "w";

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    /// <param name="name">Of the secret.</param>
    /// <param name="fill">Gives it its content type and tags.</param>
    /// <param name="mayWrite">Asked right before each sending.</param>
    /// <exception cref="VaultUnavailableException">It was not written, as far as can be told.</exception>
    public async Task<WrittenSecret> WriteAsync(string name, string value, Action<SecretProperties> fill, Func<bool> mayWrite, CancellationToken cancellationToken)
    {
        var secret = new KeyVaultSecret(name, value);
        fill(secret.Properties);
        var id = secret.Properties.Tags[WriteTag];
        var (began, isClean) = (secrets.Time.GetTimestamp(), true);
        TimeSpan Left() => secrets.Limits.Sending - secrets.Time.GetElapsedTime(began);
        while (true)
        {
            await secrets.Pause.WaitAsync(Left(), cancellationToken);
            if (!mayWrite())
                throw new VaultUnavailableException($"This process stood still for longer than its lease lasts, so nothing was written to Key Vault {secrets.Vault}. It will be tried again.");
            try
            {
                return new WrittenSecret(await secrets.SendAsync(secret, cancellationToken), isClean);
            }
            catch (RequestFailedException failure) when (failure.Status == 429)
            {
                secrets.Pause.Begin(KeyVaultErrors.RetryAfter(failure) ?? TimeSpan.FromSeconds(1));
            }
            catch (RequestFailedException failure) when (failure.Status == 409 && Left() > TimeSpan.Zero)
            {
                isClean = false; // what it held when it was deleted is there again
                if (KeyVaultErrors.InnerCode(failure) is "ObjectIsDeletedButRecoverable") await secrets.RecoverAsync(name, cancellationToken);
                await Task.Delay(Between, secrets.Time, cancellationToken);
            }
            catch (Exception failure) when (KeyVaultErrors.IsUnknown(failure) && !cancellationToken.IsCancellationRequested)
            {
                isClean = false;
                if ((await ReadBackAsync(name, failure, cancellationToken))?.Properties is { } found && found.Tags.TryGetValue(WriteTag, out var last) && string.Equals(last, id, StringComparison.Ordinal))
                    return new WrittenSecret(found, isClean);
                if (Left() <= Between) throw KeyVaultErrors.Translate(failure, secrets.Vault, "set");
                await Task.Delay(Between, secrets.Time, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw KeyVaultErrors.Translate(failure, secrets.Vault, "set");
            }
        }
    }

    private async Task<KeyVaultSecret?> ReadBackAsync(string name, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.FindAsync(name, cancellationToken);
        }
        catch (VaultUnavailableException)
        {
            throw KeyVaultErrors.Translate(failure, secrets.Vault, "set"); // the first failure says more than that of the question about it
        }
    }
}

/// <param name="IsClean">False: more than one version may have been made, or old ones may be enabled again.</param>
internal sealed record WrittenSecret(SecretProperties Properties, bool IsClean);
