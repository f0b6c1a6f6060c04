using System.Globalization;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Health;

/// <summary>What is wrong with the hub and what to do, in words. Pure; docs/telemetry.md has the list, and says which of it to alert on.</summary>
public static class HealthFindings
{
    /// <summary>The sweep looks twice a second; what is due for longer than this is being left.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    private const double TooManyFail = 0.05;
    private const int TooFewToSay = 3;

    /// <summary>The worst first. Empty: all is well.</summary>
    public static IReadOnlyList<HealthFinding> Judge(HealthState state, PlatformCatalog catalog) =>
        [.. Hub(state).Concat(catalog.All.SelectMany(platform => Platform(state, platform))).Concat(People(state.Connections)).OrderByDescending(finding => finding.Severity)];

    private static IEnumerable<HealthFinding> Hub(HealthState state)
    {
        if (!state.IsVaultWell)
            yield return new("vault_unavailable", Severity.Critical, "The vault cannot be written.", "Live tokens are served from memory and nothing is refreshed. The log names the reason: a full disk, a key that is missing, a backend that does not answer.");
        if (state.IsRedisWell is false)
            yield return new("redis_unavailable", Severity.Critical, "Redis does not answer.", "Nobody can sign in at a platform; all else goes on, and this page shows this process alone. Bring Redis back; nothing has to be restored.");
        if (state.RedisLacks is { } lacks)
            yield return new("redis_open", Severity.Warning, $"Redis is reached without {lacks}.", "Whoever is on the network between can keep the hub from working, though no token is there. Give ConnectionStrings:redis as host:port,password=…,ssl=true.");
        // A process that has just started may not have swept yet.
        if (state.IsRedisWell is not false && state.At - state.Processes[0].StartedAt >= ProcessReport.LongestSilence && !state.Processes.Any(process => process.Sweeps(state.At)))
            yield return new("no_worker", Severity.Critical, "No worker is alive.", "Nothing is refreshed before an agent asks for it. Start a worker (OAuthHub.Worker), or see in its log why it does nothing.");
        foreach (var silent in state.Processes.Where(process => !process.IsStopped && !process.IsAlive(state.At)))
            yield return new("process_silent", Severity.Warning, $"{silent.Program} at {silent.Name} is not heard of any more.", "It ended without a word, or cannot reach Redis. Others do its work; if it was killed on purpose nothing is to be done, and this goes away an hour later.");
    }

    private static IEnumerable<HealthFinding> Platform(HealthState state, Platform platform)
    {
        var (id, name) = (platform.Id, platform.Name);
        var (trouble, hour, day, lately) = (state.Trouble(id), state.Hour.Total(id), state.Day.Total(id), state.Hour.Last(10, id));
        if (trouble is { IsIncident: true })
            yield return new("platform_incident", Severity.Critical, $"{name} refuses the sign-ins of many accounts at once.", "Nobody is told to reconnect: it looks like the platform's own trouble, or like a client that it has blocked. Look at its status page and at the app in its console.", id);
        if (trouble is { Gate: { ClosedUntil: { } until, IsAsked: var isAsked } } && until > state.At)
        {
            yield return isAsked
                ? new("platform_pause", Severity.Notice, $"{name} asked for a pause until {Clock(until)}.", "The hub keeps to it and serves the tokens that live. When it happens often, ask the platform for a higher limit.", id)
                : new("platform_unavailable", Severity.Warning, $"{name} does not answer; the hub asks again at {Clock(until)}.", "Tokens are served while they live, and nothing is to be done unless it lasts: then look at the platform's status page and at this machine's way out.", id);
        }
        if (state.Connections.Misregistered.GetValueOrDefault(id) is > 0 and var misregistered)
            yield return new("app_registration", Severity.Critical, $"{name} refuses this hub's client ({Count(misregistered, "connection")}).", "Correct the client id and secret on the platform's page. The people need not do anything.", id);
        if (state.Due.GetValueOrDefault(id) is { OldestAt: { } oldest } due && state.At - oldest >= Late)
            yield return new("due_late", Severity.Warning, $"{Count(due.Count, "connection")} of {name} should have been refreshed by now, the oldest at {Clock(oldest)}.", "Workers are too few or too slow, or the platform is. Look at the times its refreshes take; start another worker.", id);
        if (lately.Failed >= TooFewToSay && lately.Success < 1 - TooManyFail)
            yield return new("refreshes_fail", Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"{lately.Failed} of {lately.Failed + lately.Refreshed} refreshes at {name} failed in the last ten minutes."), "The chart below names the reasons. They are tried again by themselves.", id);
        if (hour.Ahead.Bins.GetValueOrDefault(0).Count is > 0 and var late)
            yield return new("refreshed_late", Severity.Warning, $"{Count(late, "token")} of {name} ended before the new one was there, in the last hour.", "The platform or the vault was away for longer than a token had left, or the hub was stopped. If neither, start another worker.", id);
        if (day.Lost.GetValueOrDefault(ConnectionReason.RotationLost) is > 0 and var lost)
            yield return new("rotation_lost", Severity.Critical, $"{Count(lost, "sign-in")} at {name} broke off in the last day because an answer of the platform was lost.", "These people have to reconnect. Find out which process or connection broke in the middle: docs/reliability.md says when it can happen.", id);
        if (hour.Rejected >= TooFewToSay && hour.Rejected > hour.HandedOut * TooManyFail)
            yield return new("tokens_rejected", Severity.Warning, $"{name} refused {Count(hour.Rejected, "live token")} in the last hour.", "The platform withdraws tokens early, or a clock is wrong. Each refusal is followed by a refresh.", id);
    }

    private static IEnumerable<HealthFinding> People(ConnectionCounts connections)
    {
        if (connections.Of(ConnectionState.Quarantined) is > 0 and var quarantined)
            yield return new("quarantined", Severity.Warning, $"{Count(quarantined, "connection")} set aside.", "The hub doubts them and does not use them. Look at each and release it, or let its person reconnect.");
        if (connections.Of(ConnectionState.NeedsReconnect) is > 0 and var ended)
            yield return new("needs_reconnect", Severity.Notice, $"{Count(ended, "connection")} to be reconnected.", "Only their people can do that. The page of each says why.");
    }

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

/// <param name="Code">Stable.</param>
/// <param name="Title">What happened.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Platform">Null: the hub itself.</param>
public sealed record HealthFinding(string Code, Severity Severity, string Title, string Remedy, string? Platform = null);

public enum Severity
{
    /// <summary>Nothing is to be done by the operator.</summary>
    Notice,

    /// <summary>Look at it today.</summary>
    Warning,

    /// <summary>Look at it now.</summary>
    Critical,
}
