using System.Globalization;
using OAuthHub.Api.Events;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Api.Credentials;

/// <summary>Lets a reader wait until there is a newer token than the one it has, or until there will be none.</summary>
internal sealed class NewerToken(ConnectionStore connections, AgentKeys keys, IChangeEvents changes, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int Usual = 30, Longest = 60;

    /// <summary>When whoever may wait no more may try again.</summary>
    public static readonly TimeSpan BusyFor = TimeSpan.FromSeconds(5);

    /// <summary>How soon it is noticed that a key has ended, or that an event of another process was lost.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Reads <c>wait_newer_than</c> and <c>timeout</c>. Null: they make no sense.</summary>
    public static TokenWait? Read(string? newerThan, string? timeout)
    {
        if (newerThan is null) return timeout is null ? new TokenWait(null, TimeSpan.Zero) : null;
        if (!long.TryParse(newerThan, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)) return null;
        if (timeout is null) return new TokenWait(generation, TimeSpan.FromSeconds(Usual));
        return int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= Longest ? new TokenWait(generation, TimeSpan.FromSeconds(seconds)) : null;
    }

    /// <summary>False: meanwhile the key has ended, so it gets nothing.</summary>
    public async Task<bool> WaitAsync(AgentGrant grant, string connectionId, TokenWait wait, CancellationToken cancellationToken)
    {
        if (wait.NewerThan is not { } generation) return true;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);
        using var feed = new ChangeFeed(changes, time, change => change.Subject is "missed" || string.Equals(change.Id, connectionId, StringComparison.Ordinal));
        var began = time.GetTimestamp();
        while (await connections.GetAsync(connectionId, cancellationToken) is { IsUsable: true } connection && connection.TokenGeneration <= generation)
        {
            var left = wait.AtMost - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || keys.FindById(grant.Id) is null) break;
            try
            {
                await feed.NextAsync(left < Look ? left : Look, both.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                break; // the hub stops: what there is now is the answer
            }
        }
        return keys.FindById(grant.Id) is not null;
    }
}

/// <param name="NewerThan">The generation that the reader has; null: it does not wait.</param>
internal sealed record TokenWait(long? NewerThan, TimeSpan AtMost);
