using OAuthHub.Core.Webhooks;

namespace OAuthHub.Api.Webhooks;

/// <summary>A webhook as the dashboard shows it; its secret is in none of this.</summary>
/// <param name="Id">The webhook's id.</param>
/// <param name="Url">Where messages go.</param>
/// <param name="Description">What the operator says of it.</param>
/// <param name="Types">What it is told.</param>
/// <param name="Enabled">False: it is told nothing.</param>
/// <param name="DisabledReason"><c>failing</c>: nothing arrived for five days. <c>gone</c>: it answered 410. Null: the hub did not switch it off.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="FailingSince">Null: the last message arrived.</param>
/// <param name="OldSecretUntil">The secret before this one signs too until then. Null: there is one secret.</param>
internal sealed record WebhookView(
    string Id, string Url, string? Description, IReadOnlyList<string> Types, bool Enabled, string? DisabledReason, DateTimeOffset CreatedAt, DateTimeOffset? FailingSince, DateTimeOffset? OldSecretUntil)
{
    public static WebhookView Of(WebhookEndpoint endpoint, DateTimeOffset now) => new(
        endpoint.Id, endpoint.Url.AbsoluteUri, endpoint.Description, endpoint.Types, endpoint.IsEnabled, endpoint.DisabledReason, endpoint.CreatedAt, endpoint.FailingSince,
        endpoint.Keys.Where(key => key.EndsAt > now).Max(key => key.EndsAt));
}

/// <param name="Items">The webhooks.</param>
/// <param name="Types">All that a webhook can be told.</param>
internal sealed record WebhookList(IReadOnlyList<WebhookView> Items, IReadOnlyList<string> Types);

/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">Shown this once: <c>whsec_…</c>.</param>
internal sealed record WebhookWithSecret(WebhookView Webhook, string Secret)
{
    public override string ToString() => "WebhookWithSecret(***)";
}

/// <param name="Url">Where messages go; must be there when one is made.</param>
/// <param name="Description">At most 200 characters.</param>
/// <param name="Types">Left out when one is made: all but <c>connection.refreshed</c>.</param>
/// <param name="Enabled">False: it is told nothing.</param>
internal sealed record WebhookBody(string? Url = null, string? Description = null, IReadOnlyList<string>? Types = null, bool? Enabled = null);

/// <param name="Items">The newest first.</param>
internal sealed record WebhookDeliveryList(IReadOnlyList<WebhookDeliveryView> Items);

/// <param name="Id">The message's, as <c>webhook-id</c> has it.</param>
/// <param name="Type">What it told.</param>
/// <param name="At">When.</param>
/// <param name="Attempt">Counts the tries of one message, from 1.</param>
/// <param name="Outcome"><c>delivered</c>, <c>refused</c>, <c>blocked_address</c>, <c>timeout</c> or <c>unreachable</c>.</param>
/// <param name="Status">What the address answered; null: nothing.</param>
/// <param name="NextAt">When it is tried again; null: it is not.</param>
internal sealed record WebhookDeliveryView(string Id, string Type, DateTimeOffset At, int Attempt, string Outcome, int? Status, DateTimeOffset? NextAt);

/// <param name="Delivered">It arrived.</param>
/// <param name="Outcome"><c>delivered</c>, <c>refused</c>, <c>blocked_address</c>, <c>timeout</c> or <c>unreachable</c>.</param>
/// <param name="Status">What the address answered; null: nothing.</param>
internal sealed record WebhookTestDocument(bool Delivered, string Outcome, int? Status);

internal static class WebhookInput
{
    private const int LongestDescription = 200;

    /// <summary>Null: nothing is wrong.</summary>
    public static string? Check(WebhookBody body)
    {
        if (body.Description is { } text && (text.Length > LongestDescription || text.Any(char.IsControl))) return "description is at most 200 characters, without control characters.";
        return body.Types is { } types && (types.Count == 0 || types.Except(WebhookTypes.All, StringComparer.Ordinal).Any()) ? $"types is a list of: {string.Join(", ", WebhookTypes.All)}." : null;
    }
}
