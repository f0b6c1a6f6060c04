using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.HashiCorpVault;

/// <summary>Opens a vault in the KV version 2 engine of HashiCorp Vault, or of OpenBao, which speaks the same.</summary>
internal sealed partial class HashiCorpVaultBackend(IHostEnvironment environment, TimeProvider time, ILogger<HashiCorpVaultBackend> logger) : IVaultBackend
{
    public string Name => "HashiCorpVault";

    public async Task<IRecordStore> OpenAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var options = settings.Get<HashiCorpVaultOptions>() ?? new HashiCorpVaultOptions();
        if (new HashiCorpVaultOptionsValidator().Validate(null, options) is { Failed: true } wrong) throw new HubStartException(wrong.FailureMessage!);
        var paths = new KvPaths(options.Mount, options.Path);
        var transport = new VaultTransport(options);
        var failures = new VaultFailures(transport.Server, paths);
        var client = new HashiCorpVaultClient(transport, new VaultSession(transport, failures, new SignInWay(options), time, logger), failures);
        try
        {
            var secrets = new KvSecrets(client, paths);
            await new OpeningChecks(client, secrets, paths, allowsRoot: environment.IsDevelopment()).RunAsync(cancellationToken);
            if (secrets.Destroys) LogDestroys(logger, options.Mount);
            return new HashiCorpVaultStore(client, secrets, $"{transport.Server}, {options.Mount}/{options.Path}{(options.Namespace is { } space ? $" in {space}" : "")}");
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The KV engine at '{Mount}/' keeps several versions of each secret, and its own setting counts more than the hub's: each write takes a second request that destroys the older ones. For one request a write, run: vault write {Mount}/config max_versions=1")]
    private static partial void LogDestroys(ILogger logger, string mount);
}
