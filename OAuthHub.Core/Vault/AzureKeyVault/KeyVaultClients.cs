using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>
/// Makes the clients of Azure's own library. What is set here is what differs in a test: the way to the server and its trust. That a
/// challenge must come from the vault's own domain is checked everywhere.
/// </summary>
internal sealed record KeyVaultClients
{
    /// <summary>Null: the library's own.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>Where tokens come from. Null: Microsoft's.</summary>
    public Uri? AuthorityHost { get; init; }

    public bool DisableInstanceDiscovery { get; init; }

    /// <summary>Requests end, and pauses pass, by the machine's clock, as everything in Azure's library does.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public KeyVaultLimits Limits { get; init; } = new();

    /// <summary>Asks again by itself, twice: asking does no harm.</summary>
    public SecretClient ForReading(Uri vault, TokenCredential credential) => Client(vault, credential, retries: 2);

    /// <summary>Sends once: whether to send again is for the one to decide who has read back what became of it.</summary>
    public SecretClient ForWriting(Uri vault, TokenCredential credential) => Client(vault, credential, retries: 0);

    public TokenCredential Credential(AzureKeyVaultOptions options)
    {
        if (!string.IsNullOrEmpty(options.ClientSecret))
            return new ClientSecretCredential(options.TenantId, options.ClientId, options.ClientSecret, With(new ClientSecretCredentialOptions { DisableInstanceDiscovery = DisableInstanceDiscovery }));
        if (!string.IsNullOrEmpty(options.ManagedIdentityClientId))
            return new ManagedIdentityCredential(With(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(options.ManagedIdentityClientId))));
        return new DefaultAzureCredential(With(new DefaultAzureCredentialOptions { DisableInstanceDiscovery = DisableInstanceDiscovery }));
    }

    private T With<T>(T options)
        where T : TokenCredentialOptions
    {
        Limit(options.Retry, retries: 1);
        if (Transport is not null) options.Transport = Transport;
        if (AuthorityHost is not null) options.AuthorityHost = AuthorityHost;
        return options;
    }

    private SecretClient Client(Uri vault, TokenCredential credential, int retries)
    {
        var options = new SecretClientOptions();
        Limit(options.Retry, retries);
        if (Transport is not null) options.Transport = Transport;
        return new SecretClient(vault, credential, options);
    }

    /// <summary>The library's defaults can hold one call for 405 s.</summary>
    private void Limit(RetryOptions retry, int retries)
    {
        retry.MaxRetries = retries;
        retry.NetworkTimeout = Limits.Request;
        retry.Delay = TimeSpan.FromMilliseconds(200);
        retry.MaxDelay = TimeSpan.FromSeconds(2);
    }
}

/// <summary>How long what may take. A write ends within ten seconds, whatever happens.</summary>
internal sealed record KeyVaultLimits
{
    /// <summary>One write with all that belongs to it: the lease, the comparison, the sending, and the reading back.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromSeconds(9.5);

    /// <summary>Nothing is sent again after this much of a write has passed: what follows must have time to be read back.</summary>
    public TimeSpan Sending { get; init; } = TimeSpan.FromSeconds(4.5);

    /// <summary>One request, once sent.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A read with its repetitions.</summary>
    public TimeSpan Read { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Waiting for another writer of the same record.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>What must be left of the lease when a write is sent: one request and what a network may hold it up.</summary>
    public TimeSpan LeftOfLease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How often health really writes; in between it reads.</summary>
    public TimeSpan CheckWritesEvery { get; init; } = TimeSpan.FromMinutes(1);
}
