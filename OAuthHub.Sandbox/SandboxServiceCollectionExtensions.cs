using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OAuthHub.Sandbox.Accounts;
using OAuthHub.Sandbox.Api;
using OAuthHub.Sandbox.Authorization;
using OAuthHub.Sandbox.Faults;
using OAuthHub.Sandbox.Knobs;
using OAuthHub.Sandbox.Ledger;
using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox;

/// <summary>Adds the practice platform to a host.</summary>
public static class SandboxServiceCollectionExtensions
{
    /// <summary>Adds the practice platform, configured by section <c>OAuthHub:Sandbox</c> and validated at start.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(SandboxOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>();
        services.AddOptions<SandboxOptions>()
            .Bind(section)
            .Configure(options => options.Knobs = KnobConfiguration.Read(section))
            .ValidateOnStart();

        services.AddSingleton<KnobBoard>();
        services.AddSingleton<FaultQueue>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<LedgerTotals>();
        services.AddSingleton<TokenRequestLog>();
        services.AddSingleton<GrantStore>();
        services.AddSingleton<PendingAuthorizations>();
        services.AddSingleton<AuthorizationCodes>();
        services.AddSingleton<ClientAuthentication>();
        services.AddSingleton<CodeExchange>();
        services.AddSingleton<RefreshExchange>();
        services.AddSingleton<PostStore>();
        return services;
    }
}
