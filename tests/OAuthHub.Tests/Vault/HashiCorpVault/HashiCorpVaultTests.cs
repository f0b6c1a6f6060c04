using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>The contract, over the real client and a strict server.</summary>
public sealed class HashiCorpVaultTests : PlacedVaultContract
{
    private protected override IVaultPlace MakePlace() => new HashiCorpVaultPlace();
}

/// <summary>The contract once more, behind a network that fails.</summary>
public sealed class FaultyHashiCorpVaultTests : FaultyVaultContract
{
    private protected override IVaultPlace MakePlace() => new HashiCorpVaultPlace();
}

/// <summary>A server of its own, made at the first connection.</summary>
internal sealed class HashiCorpVaultPlace : IVaultPlace
{
    private readonly Lazy<Task<HashiCorpVaultSteps>> steps = new(HashiCorpVaultSteps.StartAsync);

    public async Task<IRecordStore> ConnectAsync(KeyRing keys) => await (await steps.Value).ConnectAsync();

    public async ValueTask DisposeAsync()
    {
        if (steps.IsValueCreated) await (await steps.Value).DisposeAsync();
    }
}
