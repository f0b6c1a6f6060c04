using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Distributed;

/// <summary>A place in the middle of a refresh where one hub stands still until the test lets it go: once, and only when it is armed.</summary>
internal sealed class PausePoint
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int armed;

    public void Arm() => Volatile.Write(ref armed, 1);

    public Task ReachedAsync() => reached.Task.WaitAsync(HubHost.Deadline);

    public void Release() => released.TrySetResult();

    public async Task PassAsync()
    {
        if (Interlocked.Exchange(ref armed, 0) == 0) return;
        reached.SetResult();
        await released.Task;
    }
}

/// <summary>
/// Stands still when the lease is held and the record is read (step 4 of docs/refresh.md), or when the intent is about to be written (step 6).
/// </summary>
internal sealed class PausingVault(IVault inner, PausePoint point, bool beforeTheIntent) : PassingVault(inner)
{
    public override async ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken)
    {
        if (!beforeTheIntent) await point.PassAsync();
        return await base.ReadJournalAsync(name, cancellationToken);
    }

    public override async Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken)
    {
        if (beforeTheIntent && commit.Write is { } write && ConnectionCodec.Read(write.Secret).Intent is not null) await point.PassAsync();
        return await base.CommitAsync(commit, cancellationToken);
    }
}
