using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;
using OAuthHub.Tests.Vault.LocalJournal;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>A vault that takes its time: another process holds the file, and stands still.</summary>
public sealed class SlowVaultTests : IDisposable
{
    private readonly FaultyVault vault = new();

    [Fact]
    public async Task F24_an_answer_that_the_vault_takes_its_time_with_is_on_disk_beside_it_meanwhile()
    {
        var (hub, connection) = await StartAgedAsync(Setup() with { Services = vault.Use });
        await using var _ = hub;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (vault.Gate, vault.Strikes) = (gate.Task, FaultyVault.IsAnswer);
        var refresh = hub.BeginRefresh(connection);
        await Waiting.UntilAsync(() =>
        {
            hub.Clock.Advance(TimeSpan.FromMilliseconds(10));
            return HoldsSomething(hub);
        });
        Assert.False(refresh.IsCompleted);

        gate.SetResult();
        Assert.IsType<RefreshOutcome.Refreshed>(await refresh.WaitAsync(HubHost.Deadline));
        Assert.False(HoldsSomething(hub));
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
    }

    public void Dispose() => vault.Dispose();

    private static bool HoldsSomething(HubHost hub) => JournalPeek.HoldsSomething(hub.Folder.File("journal"));
}
