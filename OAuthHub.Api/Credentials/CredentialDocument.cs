using System.Text.Json.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OAuthHub.Api.Credentials;

/// <summary>
/// How the OpenAPI document describes what <see cref="CredentialView"/> writes by hand. A test holds the two together. It is
/// never filled: an access token has no other way out than that view.
/// </summary>
internal sealed record CredentialDocument
{
    public required string Connection { get; init; }
    public required string Platform { get; init; }
    public required string User { get; init; }
    public required AgentAccountView Account { get; init; }
    public required string TokenType { get; init; }
    public required string AccessToken { get; init; }

    /// <summary>Null: no known end.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whole seconds.</summary>
    public required long? ExpiresIn { get; init; }

    /// <summary>When the person has to sign in again, however often the token is renewed until then. Null: no end is known.</summary>
    public required DateTimeOffset? GrantEndsAt { get; init; }

    /// <summary>Counts the connection's tokens: a newer one has a higher number. For <c>wait_newer_than</c>.</summary>
    public required long Generation { get; init; }

    /// <summary>Separated by spaces.</summary>
    public required string Scope { get; init; }

    /// <summary><c>ok</c>, or <c>degraded</c>: refreshing fails, the token lives.</summary>
    public required string RefreshState { get; init; }

    /// <summary>Where and how the token is used, where that is not the same for every account.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiDocument? Api { get; init; }

    /// <summary>What the account can be used for: sites, tenants, pages; only where the platform has such.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ResourceDocument>? Resources { get; init; }

    /// <summary>What the platform's API needs besides the token, such as a team's id; only where there is something.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Further live tokens of the same sign-in, such as the pages' of an account.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, OtherTokenDocument>? OtherTokens { get; init; }

    public static Task DescribeRead(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Summary = "A live access token";
        operation.Parameters ??= [];
        operation.Parameters.Add(Query("user", JsonSchemaType.String, "May be left out when the key is for one user."));
        operation.Parameters.Add(Query("account", JsonSchemaType.String, "An account's id or a connection's; needed where several are connected."));
        operation.Parameters.Add(Query("min_ttl", JsonSchemaType.Integer, "The life that the token should have left, in seconds, 0 to 86400."));
        operation.Parameters.Add(Query("wait_newer_than", JsonSchemaType.Integer, "Answers only when there is a token of a higher generation, or none will come, or the time is over."));
        operation.Parameters.Add(Query("timeout", JsonSchemaType.Integer, "The longest wait in seconds, 1 to 60; 30 when left out."));
        return Task.CompletedTask;
    }

    public static async Task DescribeRefresh(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Summary = "Refreshes now, or gives the newer token if the refused one is already replaced";
        var schema = await context.GetOrCreateSchemaAsync(typeof(RefreshBody), null, cancellationToken);
        operation.RequestBody = new OpenApiRequestBody { Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } } };
    }

    private static OpenApiParameter Query(string name, JsonSchemaType type, string description) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = type } };
}

/// <param name="Kind">Which: <c>cloudId</c>, <c>tenantId</c>, <c>pageId</c>.</param>
internal sealed record ResourceDocument(string Kind, string Id, string? Name);

internal sealed record OtherTokenDocument(string AccessToken);
