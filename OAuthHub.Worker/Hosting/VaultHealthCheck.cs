using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OAuthHub.Core.Vault;

namespace OAuthHub.Worker.Hosting;

/// <summary>
/// Red when the vault cannot be written. Asked anew at most once a second: whoever asks <c>/health</c> in a loop must not keep the
/// disk busy.
/// </summary>
internal sealed class VaultHealthCheck(IVault vault, VaultOutage outage, TimeProvider time) : IHealthCheck, IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1);
    private (long At, HealthCheckResult Result)? last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (last is not { } known || time.GetElapsedTime(known.At) >= Fresh) last = (time.GetTimestamp(), await AskAsync(cancellationToken));
            return last.Value.Result;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<HealthCheckResult> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await vault.CheckAsync(cancellationToken);
            outage.Worked();
            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            outage.Failed(failure);
            return HealthCheckResult.Unhealthy("The vault cannot be written.", failure);
        }
    }
}

public static class VaultHealthServiceCollectionExtensions
{
    public static IServiceCollection AddVaultHealth(this IServiceCollection services)
    {
        services.AddSingleton<VaultHealthCheck>().AddHealthChecks().AddCheck<VaultHealthCheck>("vault");
        return services;
    }
}
