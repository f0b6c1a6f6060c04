namespace OAuthHub.Core.Vault.Rows;

/// <summary>For work on many rows, which a backend may slow down or be away from for a moment: each row is tried again until it is done.</summary>
internal static class Patiently
{
    private const int Attempts = 12;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly TimeProvider RealTime = TimeProvider.System;

    /// <summary>Repeats work that may be repeated, for about a minute and a half.</summary>
    /// <exception cref="VaultUnavailableException">The last try's.</exception>
    public static async Task<T> TryAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (VaultUnavailableException failure) when (attempt < Attempts)
            {
                var pause = TimeSpan.FromMilliseconds(500 * Math.Pow(2, Math.Min(attempt - 1, 5)));
                pause = failure.RetryAfter ?? (pause < LongestPause ? pause : LongestPause);
                await Task.Delay(pause, RealTime, cancellationToken);
            }
        }
    }
}
