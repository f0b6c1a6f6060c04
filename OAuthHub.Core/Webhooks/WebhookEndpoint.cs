using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Webhooks;

/// <summary>An address that is told what becomes of connections. Immutable.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>Attempts that are remembered.</summary>
    public const int LogLimit = 20;

    public required string Id { get; init; }
    public required Uri Url { get; init; }
    public string? Description { get; init; }

    /// <summary>What it is told; see <see cref="WebhookTypes"/>. Never empty.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The newest first; two while one is replaced. Each message is signed with all that hold.</summary>
    public required IReadOnlyList<WebhookKey> Keys { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsEnabled { get; init; } = true;

    /// <summary>Why the hub switched it off by itself: <c>failing</c> or <c>gone</c>. Null: it did not.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Since when no message arrived. Null: the last one did.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The newest last.</summary>
    public IReadOnlyList<WebhookAttempt> Log { get; init; } = [];

    public IEnumerable<WebhookSecret> SecretsAt(DateTimeOffset now) => Keys.Where(key => key.EndsAt is not { } end || end > now).Select(key => key.Secret);

    public override string ToString() => $"{Id} ({Url.Host})";
}

/// <param name="EndsAt">When it no longer signs, since another took its place. Null: it does.</param>
public sealed record WebhookKey(WebhookSecret Secret, DateTimeOffset MadeAt, DateTimeOffset? EndsAt = null);

/// <summary>One try to deliver a message.</summary>
/// <param name="Message">The message's id.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Status">What the endpoint answered. Null: nothing.</param>
/// <param name="Outcome"><c>delivered</c>, <c>refused</c> (it answered, but not with 2xx), <c>blocked_address</c>, <c>timeout</c> or <c>unreachable</c>.</param>
/// <param name="NextAt">When it is tried again. Null: it is not.</param>
public sealed record WebhookAttempt(string Message, string Type, DateTimeOffset At, int Attempt, string Outcome, int? Status, DateTimeOffset? NextAt);

/// <summary>A message that has not arrived yet. Kept in the vault, so that a restart loses none.</summary>
/// <param name="Id">The same at every try: by it the receiver tells a repeated message.</param>
/// <param name="Body">What is sent, byte for byte.</param>
/// <param name="Attempts">Tries that failed.</param>
public sealed record PendingDelivery(string Id, string Endpoint, string Type, string Body, DateTimeOffset CreatedAt, int Attempts, DateTimeOffset DueAt)
{
    public string RecordId => $"{Endpoint}.{Id}";

    public override string ToString() => $"{Id} ({Type})";
}

/// <summary>What an endpoint can be told.</summary>
public static class WebhookTypes
{
    private const string Prefix = "connection.";

    /// <summary>Sent only on request.</summary>
    public const string Test = "test";

    public static IReadOnlyList<string> All { get; } = [.. Connections.ConnectionNews.Types.Select(Of)];

    /// <summary>All but renewals, of which there are many.</summary>
    public static IReadOnlyList<string> Usual { get; } = [.. All.Where(type => type != Of(Connections.ConnectionNews.Refreshed))];

    public static string Of(string news) => Prefix + news;
}
