using OAuthHub.Core.Coordination;

namespace OAuthHub.Worker.Jobs;

internal static class JobLeases
{
    /// <summary>Does the work under a lease, or nothing when another worker is at it: the job comes round again.</summary>
    public static async Task RunAloneAsync(this ILeases leases, string job, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await using var lease = await leases.TryAcquireAsync(job, cancellationToken);
        if (lease is not null) await work(cancellationToken);
    }
}
