using OAuthHub.Core.Connections;

namespace OAuthHub.Core.Coordination;

/// <summary>Tells whoever listens, in this and other processes, that something changed. Only a hint: what changed is read from the vault.</summary>
public interface IChangeEvents
{
    void Publish(HubChange change);

    /// <summary>The handler is called for each change from now on, must be quick, and must not throw. Disposing ends it.</summary>
    IDisposable Subscribe(Action<HubChange> handler);
}

/// <param name="Subject">What changed: <c>connection</c> or <c>platform</c>; <c>pause</c>: the platform asked for one, until <see cref="What"/> in milliseconds of the epoch; <c>missed</c>: events of other processes may have been lost.</param>
/// <param name="Id">The connection's id or the platform's.</param>
/// <param name="User">Whose connection it is; null for a platform.</param>
/// <param name="Platform">The platform's id.</param>
/// <param name="What">connected, refreshed, state, disconnected, registration.</param>
/// <param name="TokenGeneration">The generation of the tokens after the change; 0 where it does not apply.</param>
/// <param name="TraceParent">The span in which it changed (W3C traceparent), so that whoever waited for it elsewhere can link to it; null: there is none.</param>
public sealed record HubChange(string Subject, string Id, string? User, string Platform, string What, long TokenGeneration = 0, string? TraceParent = null)
{
    /// <summary>What agents and webhooks are to be told of it. Null: nothing.</summary>
    public ConnectionNews? News { get; init; }

    /// <summary>True when another process did it: what this one remembers is old.</summary>
    public bool FromAnother { get; init; }
}
