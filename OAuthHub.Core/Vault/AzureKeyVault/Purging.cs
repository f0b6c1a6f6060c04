namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>Purges deleted secrets behind everybody's back: Key Vault takes some seconds to delete one before it can be purged.</summary>
internal sealed class Purging(KeyVaultSecrets secrets) : IAsyncDisposable
{
    private const int Tries = 20;

    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource closing = new();
    private readonly Lock gate = new();
    private readonly HashSet<Task> running = [];

    public void Begin(string name)
    {
        var task = Task.Run(() => PurgeAsync(name), CancellationToken.None);
        lock (gate) running.Add(task);
        _ = task.ContinueWith(done =>
        {
            lock (gate) running.Remove(done);
        }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        Task[] rest;
        lock (gate) rest = [.. running];
        await Task.WhenAll(rest);
        closing.Dispose();
    }

    /// <summary>Best effort: a vault with purge protection refuses, and a name that was recovered is not there to be purged.</summary>
    private async Task PurgeAsync(string name)
    {
        try
        {
            for (var attempt = 0; attempt < Tries && !await secrets.PurgeAsync(name, closing.Token); attempt++) await Task.Delay(Between, secrets.Time, closing.Token);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or OperationCanceledException)
        {
            // It stays deleted, and goes when its time is up.
        }
    }
}
