using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>
/// What a request left behind, measured from outside the code under test: every record of the vault, the open logins, what the
/// platform saw, and the log. S0 to S3 are the effects of the security catalogue.
/// </summary>
internal sealed class LoginEffects
{
    private readonly HubHost hub;
    private readonly Login[] logins;
    private Snapshot before;

    private LoginEffects(HubHost hub, Login[] logins, Snapshot before) => (this.hub, this.logins, this.before) = (hub, logins, before);

    public static async Task<LoginEffects> WatchAsync(HubHost hub, params Login[] logins) => new(hub, logins, await TakeAsync(hub));

    /// <summary>Nothing changed, and nothing was sent.</summary>
    public Task S0Async() => AssertAsync(statesUsed: 0, tokenRequests: 0, revocations: 0, vaultStays: true);

    /// <summary>The login is used up, and nothing else.</summary>
    public Task S1Async(int tokenRequests = 0, int revocations = 0) => AssertAsync(statesUsed: 1, tokenRequests, revocations, vaultStays: true);

    /// <summary>One login became tokens in the vault.</summary>
    public Task S3Async() => AssertAsync(statesUsed: 1, tokenRequests: 1, revocations: 0, vaultStays: false);

    private async Task AssertAsync(int statesUsed, int tokenRequests, int revocations, bool vaultStays)
    {
        var after = await TakeAsync(hub);
        Assert.Equal(before.LoginStates - statesUsed, after.LoginStates);
        Assert.Equal(before.TokenRequests + tokenRequests, after.TokenRequests);
        Assert.Equal(before.Revocations + revocations, after.Revocations);
        if (vaultStays) Assert.Equal(before.Vault, after.Vault);
        else Assert.NotEqual(before.Vault, after.Vault);
        await AssertNoSecretWasLoggedAsync();
        before = after;
    }

    private async Task AssertNoSecretWasLoggedAsync()
    {
        var secrets = new List<string> { hub.Agent.Key, HubHost.SignInToken, "practice-only" };
        secrets.AddRange(logins.SelectMany(login => login.Secrets));
        foreach (var summary in hub.Connections.Index.All)
            if ((await hub.StoredAsync(summary.Id)).Tokens is { } tokens)
                secrets.AddRange(new[] { tokens.AccessToken.RevealSecret(), tokens.RefreshToken?.RevealSecret() }.OfType<string>());
        var log = hub.Logs.All;
        Assert.NotEmpty(log);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    private static async Task<Snapshot> TakeAsync(HubHost hub)
    {
        var vault = hub.Get<IVault>();
        var records = new List<string>();
        await foreach (var entry in vault.ListAsync(CancellationToken.None))
        {
            var record = (await vault.ReadAsync(entry.Name!.Value, CancellationToken.None))!;
            var properties = string.Join(' ', record.Properties.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
            records.Add($"{entry.Name}@{record.Generation} {properties} {Convert.ToHexStringLower(SHA256.HashData(record.Secret.Span))}");
        }
        records.Sort(StringComparer.Ordinal);
        return new Snapshot(
            string.Join('\n', records), ((InMemoryLoginStates)hub.Get<ILoginStates>()).Count,
            await hub.Sandbox.TotalAsync("token_requests"), await hub.Sandbox.TotalAsync("revocations"));
    }

    private sealed record Snapshot(string Vault, int LoginStates, long TokenRequests, long Revocations);
}
