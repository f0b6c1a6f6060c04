using OAuthHub.Api.Agents;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Webhooks;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Webhooks;

namespace OAuthHub.Api.OpenApi.Examples;

/// <summary>Keys, audit and webhooks.</summary>
internal static class OperatorExamples
{
    public static IEnumerable<object> All =>
    [
        new KeyList([Key]),
        Key,
        new MadeKey("ohk_…", Key),
        new KeyBody(Key.Name, Key.Users, Key.Platforms, Actions: Key.Actions, RequestsPerMinute: Key.RequestsPerMinute, ExpiresAt: Key.ExpiresAt),
        new AuditPage([new AuditView(AnswerExamples.Now, AuditEvents.TokenRead, AuditEntry.Ok, new AuditActorView("agent", Key.Id, Key.Name), "local", "example", "c_7Gq2", 3600, null, "10.0.0.7")], More: true),
        new AuditVerdict(2, 1204, [], []),
        new WebhookList([Webhook], WebhookTypes.All),
        Webhook,
        new WebhookWithSecret(Webhook, "whsec_…"),
        new WebhookBody(Webhook.Url, Webhook.Description, Webhook.Types, Webhook.Enabled),
        new WebhookDeliveryList([new WebhookDeliveryView("msg_2Kx9", Webhook.Types[0], AnswerExamples.Now, 1, "delivered", 204, null)]),
        new WebhookTestDocument(true, "delivered", 204),
    ];

    private static KeyView Key { get; } = new(
        "k_3fQz", "mail agent", ["local"], ["example"], [], [AgentAction.ReadToken], [], [], [], 60, AnswerExamples.Now.AddDays(-3), AnswerExamples.Now.AddDays(87), false, AnswerExamples.Now, "10.0.0.7", "ohk_3fQz");

    private static WebhookView Webhook { get; } = new("w_8Hn1", "https://app.example.com/hooks/oauthhub", "The agents' runner", WebhookTypes.Usual, true, null, AnswerExamples.Now.AddDays(-3), null, null);
}
