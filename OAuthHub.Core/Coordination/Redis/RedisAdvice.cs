using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// Says once what an operator should change about Redis. Nothing of it costs a connection: what Redis loses is filled again. But a lease
/// that was evicted is a refresh that waits, and a login state that was is a person who begins again.
/// </summary>
internal sealed partial class RedisAdvice(RedisLink link, IHostEnvironment environment, ILogger<RedisAdvice> logger) : IHostedService
{
    private const string Policy = "maxmemory_policy:";

    private int told;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment() && link.IsDefaultUser) LogDefaultUser(logger);
        link.OnRestored(() => _ = LookAsync());
        _ = LookAsync(); // behind the start's back: Redis may be away
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LookAsync()
    {
        if (await link.DescribeAsync("memory") is not { } description) return;
        var policy = description.Split('\n').Select(entry => entry.Trim()).FirstOrDefault(entry => entry.StartsWith(Policy, StringComparison.Ordinal))?[Policy.Length..];
        if (policy is null or "noeviction" || Interlocked.Exchange(ref told, 1) == 1) return;
        LogEviction(logger, policy);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis may remove what the hub still needs when its memory is full (maxmemory-policy {Policy}). Set maxmemory-policy noeviction")]
    private static partial void LogEviction(ILogger logger, string policy);

    [LoggerMessage(Level = LogLevel.Warning, Message = "ConnectionStrings:redis names no user, so the hub is Redis's default user, who may run FLUSHALL and CONFIG. docs/operations.md has an access list for a user who may do only what the hub does")]
    private static partial void LogDefaultUser(ILogger logger);
}
