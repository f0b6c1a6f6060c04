using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Agents;

/// <param name="From">The address of the connection's other end. Null: not known.</param>
public sealed record KeyUsed(DateTimeOffset At, string? From);

/// <summary>Remembers when each key was last used, and writes it to the vault now and then: a read must not cost a write.</summary>
public sealed class KeyUse(AgentKeys keys, TimeProvider time) : BackgroundService
{
    /// <summary>How old the written time of a key in use may be.</summary>
    public static readonly TimeSpan Precision = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    /// <summary>Uses that follow each other more closely count as one: a key in use must not make its requests wait for each other.</summary>
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, KeyUsed> used = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> written = new(StringComparer.Ordinal);

    /// <param name="from">The address that the request came from.</param>
    public void Note(AgentGrant grant, string? from)
    {
        var now = time.GetUtcNow();
        if (used.TryGetValue(grant.Id, out var last) && now - last.At < Close && string.Equals(last.From, from, StringComparison.Ordinal)) return;
        used[grant.Id] = new KeyUsed(now, from);
    }

    /// <summary>When this process saw it last, or whoever wrote it. Null: never.</summary>
    public KeyUsed? LastUse(AgentGrant grant) =>
        used.TryGetValue(grant.Id, out var here) && !(grant.LastUsedAt > here.At) ? here : grant.LastUsedAt is { } at ? new KeyUsed(at, grant.LastUsedFrom) : null;

    /// <summary>Writes what is older than it may be.</summary>
    public async Task WriteAsync(TimeSpan precision, CancellationToken cancellationToken)
    {
        foreach (var (id, use) in used)
        {
            if (id == AgentKeys.BootstrapId || (written.TryGetValue(id, out var last) && use.At - last < precision)) continue;
            try
            {
                await keys.NoteUseAsync(id, use, cancellationToken);
                written[id] = use.At;
            }
            catch (Exception failure) when (failure is VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
            {
                return; // it is shown late, and written when the vault works again
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await WriteAsync(Precision, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The hub stops.
        }
    }
}
