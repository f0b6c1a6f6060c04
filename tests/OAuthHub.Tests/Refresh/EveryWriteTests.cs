using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>
/// Each write of a refresh fails, before or after it was done, once or several times, with the platform's answer lost or not: where
/// there is a leeway, the vault ends with a refresh token that the platform accepts.
/// </summary>
public sealed class EveryWriteTests : IDisposable
{
    private readonly FaultyVault vault = new();

    public static TheoryData<string, WriteFault, int, int, string?> Cases()
    {
        var data = new TheoryData<string, WriteFault, int, int, string?>();
        foreach (var leeway in (string[])["predecessor", "window", "idempotent", "static"])
            foreach (var fault in (WriteFault[])[WriteFault.Before, WriteFault.After])
                foreach (var write in (int[])[1, 2, 3])
                    foreach (var times in (int[])[1, 4])
                        foreach (var reply in (string?[])[null, "cut_after_commit", "missing_refresh_token"])
                        {
                            if (leeway is not "static" && reply is "missing_refresh_token") continue;
                            data.Add(leeway, fault, write, times, reply);
                        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A222_whichever_write_fails_the_grant_lives(string leeway, WriteFault fault, int write, int times, string? reply)
    {
        var (hub, connection) = await StartAgedAsync(Setup(leeway is "static" ? "none" : leeway, leeway is "static" ? 0 : 1200, rotates: leeway is not "static") with { Services = vault.Use });
        await using var _ = hub;
        var written = 0;
        (vault.Writes, vault.HealsAfter, vault.Strikes) = (fault, times, _ => Interlocked.Increment(ref written) >= write);
        if (reply is not null) await hub.Sandbox.FaultAsync(new { kind = reply });
        for (var round = 0; round < 12 && (await hub.StoredAsync(connection.Id)).TokenGeneration == 1; round++)
        {
            if ((await hub.StoredAsync(connection.Id)).NextAttemptAt is { } next && next > hub.Clock.GetUtcNow()) hub.Clock.Advance(next - hub.Clock.GetUtcNow());
            var refresh = hub.BeginRefresh(connection);
            await UntilAsync(() =>
            {
                if (!refresh.IsCompleted && written > 0) hub.Clock.Advance(TimeSpan.FromSeconds(0.1)); // while it waits to write again
                return refresh.IsCompleted;
            }, "the end of a refresh");
            Assert.IsNotType<RefreshOutcome.NeedsReconnect>(await refresh);
            hub.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((2, ConnectionState.Active), (stored.TokenGeneration, stored.State));
        await hub.AssertHoldsLiveGrantAsync(connection);
        Assert.Equal(0, (await hub.Sandbox.GrantLedgerAsync()).GetProperty("reuses").GetInt32());
    }

    public void Dispose() => vault.Dispose();
}
