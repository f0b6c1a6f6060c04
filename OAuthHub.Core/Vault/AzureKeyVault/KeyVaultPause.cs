namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>After a 429 nobody in this process writes until Key Vault's own time is up: each further try would only lengthen it.</summary>
internal sealed class KeyVaultPause(Uri vault, TimeProvider time)
{
    private readonly long began = time.GetTimestamp();
    private long untilTicks;

    public bool IsOn => Left > TimeSpan.Zero;

    private TimeSpan Left => new(Interlocked.Read(ref untilTicks) - time.GetElapsedTime(began).Ticks);

    public void Begin(TimeSpan length)
    {
        var until = (time.GetElapsedTime(began) + length).Ticks;
        for (var known = Interlocked.Read(ref untilTicks); known < until;)
        {
            var seen = Interlocked.CompareExchange(ref untilTicks, until, known);
            if (seen == known) return;
            known = seen;
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="VaultUnavailableException">It takes longer than that.</exception>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        while (Left is { Ticks: > 0 } left)
        {
            if (left > atMost) throw KeyVaultErrors.TooMany(vault, left);
            await Task.Delay(left, time, cancellationToken);
        }
    }
}
