using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.Core.Webhooks;

internal static class WebhookServiceCollectionExtensions
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) =>
        services.AddSingleton<WebhookStore>().AddSingleton<WebhookCall>().AddSingleton<WebhookSender>().AddHostedService<WebhookOutbox>();
}
