using OAuthHub.Core.Connections;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Tests.Support;

/// <summary>What tests often do to connections, or ask about them.</summary>
internal static class ConnectionSteps
{
    /// <summary>The generation of the vault's record: it moves with each write.</summary>
    public static async Task<long> VaultGenerationAsync(this HubHost hub, string id) => (await hub.Connections.ReadAsync(id, CancellationToken.None))!.Generation;

    /// <summary>A connection of another person, which the sandbox knows nothing of.</summary>
    public static async Task<Connection> SaveForAsync(this HubHost hub, string user, Connection like, string id)
    {
        var other = like with { Id = id, User = user, Tokens = like.Tokens! with { AccessToken = new AccessToken("access-token-of-" + user), RefreshToken = new RefreshToken("refresh-token-of-" + user) } };
        return (await hub.Connections.SaveAsync(other, 0, "connected", CancellationToken.None))!.Connection;
    }

    /// <summary>A second account at the practice platform.</summary>
    public static async Task<Connection> ConnectAccountAsync(this HubHost hub, string account, string platform = "sandbox")
    {
        await hub.Sandbox.TurnAsync(new { auto_approve_account = account });
        return await hub.ConnectAsync(platform);
    }

    public static string Access(this Connection connection) => connection.Tokens!.AccessToken.RevealSecret();

    public static string Refresh(this Connection connection) => connection.Tokens!.RefreshToken!.RevealSecret();

    /// <summary>Waits for a condition, with a deadline.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < HubHost.Deadline, "waited in vain until " + what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
