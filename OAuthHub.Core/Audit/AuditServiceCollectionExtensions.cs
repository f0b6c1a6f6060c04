using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Audit;

internal static class AuditServiceCollectionExtensions
{
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddSingleton(provider => new AuditFiles(
            provider.GetRequiredService<HubPaths>(), provider.GetRequiredService<KeyRing>, provider.GetRequiredService<LiveVault>, provider.GetRequiredService<IOptions<AuditOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AuditFiles>>()));
        services.AddSingleton<AuditLog>().AddSingleton<AuditReader>().AddSingleton<AuditVerifier>().AddSingleton<AuditedUse>();
        return services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
    }
}
