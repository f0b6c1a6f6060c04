using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Core.Webhooks;

/// <summary>What is sent: <c>{"type":"connection.needs_reconnect","timestamp":"…","data":{…}}</c>, and never a secret.</summary>
internal static class WebhookMessage
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string NewId() => "msg_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    /// <param name="change">One with news.</param>
    public static string Of(HubChange change, DateTimeOffset at)
    {
        var news = change.News!;
        return Write(WebhookTypes.Of(news.Type), at, new Data(change.Id, change.Platform, change.User!, new AccountData(news.AccountId, news.AccountName), news.Generation, news.ExpiresAt?.UtcDateTime, news.Reason));
    }

    public static string Test(DateTimeOffset at) => Write(WebhookTypes.Test, at, new { Message = "This is a test." });

    private static string Write(string type, DateTimeOffset at, object data) => JsonSerializer.Serialize(new Message(type, at.UtcDateTime, data), Options);

    private sealed record Message(string Type, DateTime Timestamp, object Data);

    private sealed record Data(string Connection, string Platform, string User, AccountData Account, long Generation, DateTime? ExpiresAt, string? Reason);

    private sealed record AccountData(string Id, string Name);
}
