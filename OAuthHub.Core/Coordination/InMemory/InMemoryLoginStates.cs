using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>Login states in memory. Used ones are remembered for their lifetime, so that a second callback can be told what happened.</summary>
public sealed class InMemoryLoginStates(TimeProvider time) : ILoginStates
{
    private readonly Lock gate = new();
    private readonly Dictionary<SecretFingerprint, Entry> entries = [];
    private readonly Queue<(DateTimeOffset At, SecretFingerprint Key)> order = new();
    private long added;

    /// <summary>Flows that could still be finished.</summary>
    public int Count
    {
        get
        {
            lock (gate) return entries.Values.Count(entry => entry.Flow is not null);
        }
    }

    public ValueTask AddAsync(string state, LoginState flow, CancellationToken cancellationToken)
    {
        var key = SecretFingerprint.Of(state);
        lock (gate)
        {
            RemoveOld();
            entries[key] = new Entry(flow, ++added);
            order.Enqueue((flow.StartedAt, key));
            // By number and not by time: a clock may stand still or be set back between two of them.
            var ofBrowser = entries.Where(entry => entry.Value.Flow?.Browser == flow.Browser).OrderByDescending(entry => entry.Value.Number).ToList();
            foreach (var (old, _) in ofBrowser.Skip(LoginState.PerBrowser)) entries.Remove(old);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask<LoginStateTake> TakeAsync(string state, string platformId, SecretFingerprint browser, string user, CancellationToken cancellationToken)
    {
        var key = SecretFingerprint.Of(state);
        lock (gate)
        {
            RemoveOld();
            return ValueTask.FromResult(Take(key, platformId, browser, user));
        }
    }

    private LoginStateTake Take(SecretFingerprint key, string platformId, SecretFingerprint browser, string user)
    {
        if (!entries.TryGetValue(key, out var entry)) return new LoginStateTake.Refused("state_unknown");
        if (entry.Flow is not { } flow) return new LoginStateTake.Refused("state_used");
        if (flow.RefusalTo(browser, user) is { } notTheirs) return notTheirs;
        entries[key] = entry with { Flow = null };
        return flow.TakenFor(platformId, time.GetUtcNow());
    }

    // Twice the lifetime, so that a late callback hears "expired" and not "unknown".
    private void RemoveOld()
    {
        while (order.TryPeek(out var oldest) && time.GetUtcNow() - oldest.At > 2 * LoginState.Lifetime) entries.Remove(order.Dequeue().Key);
    }

    private sealed record Entry(LoginState? Flow, long Number);
}
