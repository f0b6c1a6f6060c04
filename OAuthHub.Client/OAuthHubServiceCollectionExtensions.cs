using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OAuthHub.Client.Hub;
using OAuthHub.Client.Sending;
using OAuthHub.Client.Tokens;

namespace OAuthHub.Client;

/// <summary>Adds the hub to an application, and its tokens to the application's clients.</summary>
public static class OAuthHubServiceCollectionExtensions
{
    /// <summary>The client that asks the hub itself; its name, for those who want to configure it.</summary>
    public const string HubClientName = "OAuthHub.Client";

    /// <summary>Adds <see cref="IOAuthHubTokens"/>. What the options leave out comes from <c>OAUTHHUB_URL</c> and <c>OAUTHHUB_KEY</c>.</summary>
    public static IServiceCollection AddOAuthHub(this IServiceCollection services, Action<OAuthHubOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<OAuthHubOptions>().PostConfigure(one => one.FillFromEnvironment());
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OAuthHubOptions>, OAuthHubOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(HubClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(OAuthHubClient.NewSocketsHandler);
        services.TryAddSingleton<IOAuthHubTokens>(provider =>
        {
            var (factory, time) = (provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>());
            return new TokenStore(new HubCalls(provider.GetRequiredService<IOptions<OAuthHubOptions>>().Value, () => factory.CreateClient(HubClientName), time), time);
        });
        return services;
    }

    /// <summary>
    /// Each request of this client carries the token of an account. Redirects are not followed any more: the token would go where nobody
    /// looked. Handlers that were added before it see its two tries as one.
    /// </summary>
    /// <param name="builder">What <c>AddHttpClient</c> returns.</param>
    /// <param name="platform">The platform's id, such as <c>twitter</c>.</param>
    /// <param name="user">Null: that of the options, or the one that the key is for; a request may name another (<c>ForOAuthHubUser</c>).</param>
    /// <param name="account">An account's id or a connection's; null: the only one.</param>
    public static IHttpClientBuilder AddOAuthHubToken(this IHttpClientBuilder builder, string platform, string? user = null, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(platform);
        builder.Services.AddOAuthHub();
        builder.ConfigurePrimaryHttpMessageHandler(static (handler, _) =>
        {
            if (handler is SocketsHttpHandler sockets) sockets.AllowAutoRedirect = false;
            if (handler is HttpClientHandler { SupportsRedirectConfiguration: true } client) client.AllowAutoRedirect = false;
        });
        return builder.AddHttpMessageHandler(provider => new OAuthHubTokenHandler(provider.GetRequiredService<IOAuthHubTokens>(), new(platform, user, account)));
    }
}
