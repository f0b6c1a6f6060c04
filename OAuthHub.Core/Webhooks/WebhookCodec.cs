using System.Text.Json;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Webhooks;

/// <summary>Endpoints and messages as the vault holds them.</summary>
internal static class WebhookCodec
{
    public static VaultName Name(string endpointId) => new(VaultKind.Webhook, endpointId);

    public static VaultName DeliveryName(string recordId) => new(VaultKind.WebhookDelivery, recordId);

    public static VaultWrite Write(WebhookEndpoint endpoint, long expected) => new(Name(endpoint.Id), expected, new Dictionary<string, string>(), JsonSerializer.SerializeToUtf8Bytes(new Form(
        endpoint.Id, endpoint.Url, endpoint.Description, endpoint.Types, [.. endpoint.Keys.Select(key => new KeyForm(key.Secret.RevealSecret(), key.MadeAt, key.EndsAt))], endpoint.CreatedAt,
        endpoint.IsEnabled, endpoint.DisabledReason, endpoint.FailingSince, endpoint.Log)));

    public static WebhookEndpoint Read(ReadOnlyMemory<byte> secret)
    {
        var form = JsonSerializer.Deserialize<Form>(secret.Span)!;
        return new WebhookEndpoint
        {
            Id = form.Id,
            Url = form.Url,
            Description = form.Description,
            Types = form.Types,
            Keys = [.. form.Keys.Select(key => new WebhookKey(new WebhookSecret(key.Secret), key.MadeAt, key.EndsAt))],
            CreatedAt = form.CreatedAt,
            IsEnabled = form.IsEnabled,
            DisabledReason = form.DisabledReason,
            FailingSince = form.FailingSince,
            Log = form.Log,
        };
    }

    /// <summary>The time stands in the listing, from which the due queue is filled again when it is lost.</summary>
    public static VaultWrite Write(PendingDelivery delivery, long expected) =>
        new(DeliveryName(delivery.RecordId), expected, new Dictionary<string, string> { ["due"] = delivery.DueAt.UtcDateTime.ToString("O") }, JsonSerializer.SerializeToUtf8Bytes(delivery));

    public static PendingDelivery ReadDelivery(ReadOnlyMemory<byte> secret) => JsonSerializer.Deserialize<PendingDelivery>(secret.Span)!;

    private sealed record Form(
        string Id, Uri Url, string? Description, IReadOnlyList<string> Types, IReadOnlyList<KeyForm> Keys, DateTimeOffset CreatedAt,
        bool IsEnabled, string? DisabledReason, DateTimeOffset? FailingSince, IReadOnlyList<WebhookAttempt> Log);

    private sealed record KeyForm(string Secret, DateTimeOffset MadeAt, DateTimeOffset? EndsAt)
    {
        public override string ToString() => "KeyForm(***)";
    }
}
