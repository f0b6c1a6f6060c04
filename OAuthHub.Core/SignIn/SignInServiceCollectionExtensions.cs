using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.SignIn;

public static class SignInServiceCollectionExtensions
{
    /// <summary>The ways to sign in to the hub beside the start link.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OidcOptions>().Configure(options => options.Read(configuration.GetSection(OidcOptions.Section))).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OidcOptions>, OidcOptionsValidator>();
        services.AddOptions<HeaderOptions>().Configure(options => options.Read(configuration.GetSection(HeaderOptions.Section))).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HeaderOptions>, HeaderOptionsValidator>();
        return services.AddSingleton<OidcIssuer>().AddSingleton<OidcSignIn>();
    }
}
