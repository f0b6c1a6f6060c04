using System.Text.Json.Serialization;
using OAuthHub.Api.Credentials;

namespace OAuthHub.Api.OpenApi;

/// <summary>A refusal, by RFC 9457.</summary>
/// <remarks>It is never filled: <see cref="Problems.HubProblem"/> writes the answers themselves.</remarks>
internal sealed record ProblemDocument
{
    public const string Name = "Problem";

    /// <summary>Always <c>about:blank</c>: the code tells what happened.</summary>
    public required string Type { get; init; }

    /// <summary>What happened, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The answer's HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What to do, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>Stable: what a program decides by. Each operation lists those that it can answer.</summary>
    public required string Code { get; init; }

    /// <summary>With <c>needs_reconnect</c> and <c>quarantined</c>: why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>With <c>needs_reconnect</c>: where a person reconnects the account; a link for anybody where the key may make one, else a path of the dashboard.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReconnectUrl { get; init; }

    /// <summary>With <c>not_connected</c>: where a person connects the account; a link for anybody where the key may make one, else a path of the dashboard.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ConnectUrl { get; init; }

    /// <summary>With <c>ambiguous_account</c>: those that there are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AgentAccountView>? Accounts { get; init; }

    /// <summary>With <c>value_missing</c>, <c>value_invalid</c> and <c>url_not_allowed</c>: what the hub asks for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Platforms.PlatformQuestion>? Values { get; init; }

    /// <summary>With <c>invalid_request</c> of a connect link: the scope that this hub does not ask for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>With a status of 500 and above: what the hub's log has it under.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("traceId")]
    public string? TraceId { get; init; }
}
