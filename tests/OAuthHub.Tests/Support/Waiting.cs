namespace OAuthHub.Tests.Support;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? deadline = null)
    {
        using var end = new CancellationTokenSource(deadline ?? HubHost.Deadline);
        while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, end.Token);
    }

    public static Task UntilAsync(Func<bool> condition, TimeSpan? deadline = null) => UntilAsync(() => Task.FromResult(condition()), deadline);
}
