using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Distributed.Stepping;

/// <summary>The points of one hub: each lettered step of a refresh, around the real leases, the real vault and the real call.</summary>
internal sealed class SteppedLeases(ILeases inner, Stepper stepper, int who) : ILeases
{
    /// <summary>Once.</summary>
    public bool IsAway { get; set; }

    public async ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken)
    {
        if (!resource.StartsWith("refresh:", StringComparison.Ordinal)) return await inner.TryAcquireAsync(resource, cancellationToken);
        await stepper.AtAsync(who, "lease");
        return IsAway ? throw new CoordinationUnavailableException("away") : await inner.TryAcquireAsync(resource, cancellationToken);
    }
}

internal sealed class SteppedVault(IVault inner, Stepper stepper, int who) : PassingVault(inner)
{
    private bool isToBeWrittenAgain;

    /// <summary>What the next write at this point does instead: fail before it is done, or after.</summary>
    public (string Point, WriteFault Fault) Next { get; set; }

    public override async ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken)
    {
        if (name.Kind is VaultKind.Connection) await stepper.AtAsync(who, "read");
        var record = await base.ReadAsync(name, cancellationToken);
        if (isToBeWrittenAgain) stepper.Waits(who);
        isToBeWrittenAgain = false;
        return record;
    }

    public override async Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken)
    {
        var point = commit.Journal is not null ? "answer" : commit.Write is { Name.Kind: VaultKind.Connection } write && ConnectionCodec.Read(write.Secret).Intent is not null ? "intent" : "write";
        await stepper.AtAsync(who, point);
        var fault = Next.Point == point ? Next.Fault : WriteFault.None;
        if (fault is not WriteFault.None) Next = default;
        if (fault is WriteFault.Before)
        {
            isToBeWrittenAgain = point is "answer"; // after a look at what the vault has, and a pause
            throw new VaultUnavailableException("The disk of this test is full.");
        }
        var outcome = await base.CommitAsync(commit, cancellationToken);
        return fault is WriteFault.After ? throw new VaultUnavailableException("The disk of this test says nothing.") : outcome;
    }
}

/// <summary>Around the request to the platform.</summary>
internal sealed class SteppedCall(Stepper stepper, int who) : DelegatingHandler
{
    public bool LosesAnswer { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await stepper.AtAsync(who, "send");
        var response = await base.SendAsync(request, cancellationToken);
        await stepper.AtAsync(who, "received");
        if (!LosesAnswer) return response;
        LosesAnswer = false;
        response.Dispose();
        throw new HttpRequestException("The answer of this test is lost.", new IOException());
    }
}

/// <summary>Whoever listens during a refresh waits for another; what others do is not heard here, so that only the order decides what is found.</summary>
internal sealed class SteppedEvents(IChangeEvents inner, Stepper stepper, int who) : IChangeEvents
{
    public void Publish(HubChange change) => inner.Publish(change);

    public IDisposable Subscribe(Action<HubChange> handler)
    {
        var subscription = inner.Subscribe(change =>
        {
            if (!change.FromAnother) handler(change);
        });
        stepper.Waits(who);
        return new Waiting(() =>
        {
            stepper.GoesOn(who);
            subscription.Dispose();
        });
    }

    private sealed class Waiting(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
