namespace OAuthHub.Core.Coordination;

/// <summary>
/// Stands for a lease while leases cannot be had. It keeps nobody out: where it is used, the vault's own intent does. It still
/// notices a computer that slept.
/// </summary>
internal sealed class UncoordinatedLease(TimeProvider time) : ILease
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(120);

    private readonly LeaseClock clock = new(time);

    public bool Lasts(TimeSpan time) => clock.Lasts(Length, time);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
