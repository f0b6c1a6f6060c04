using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Support;

/// <summary>
/// What an attack could have changed: the vault's records, the flows that can still be finished, and what the platform was asked.
/// Two snapshots are equal when nothing happened.
/// </summary>
internal sealed record Effects(string Vault, int LoginStates, long TokenRequests)
{
    public static async Task<Effects> TakeAsync(HubHost hub)
    {
        var records = new List<string>();
        await foreach (var entry in hub.Get<IVault>().ListAsync(CancellationToken.None)) records.Add($"{entry.Name}@{entry.Generation} {entry.Problem}");
        return new Effects(
            string.Join('\n', records.Order(StringComparer.Ordinal)),
            ((InMemoryLoginStates)hub.Get<ILoginStates>()).Count,
            await hub.Sandbox.TotalAsync("token_requests"));
    }

    /// <summary>S1 of the list of attacks: only a flow is used up.</summary>
    public Effects WithOneFlowLess => this with { LoginStates = LoginStates - 1 };
}
