using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OAuthHub.Api.Session;

namespace OAuthHub.Api.OpenApi;

/// <summary>How callers say who they are.</summary>
internal sealed class SecuritySchemes(CookieNames cookies) : IOpenApiDocumentTransformer
{
    public const string AgentKey = "agent_key", ApiKey = "api_key", Session = "session", Link = "connect_link";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.AddComponent<IOpenApiSecurityScheme>(AgentKey, new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "ohk_…", Description = "An agent key: docs/keys.md. Never in the address." });
        document.AddComponent<IOpenApiSecurityScheme>(ApiKey, new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key", Description = "The same agent key, for programs that cannot set Authorization." });
        document.AddComponent<IOpenApiSecurityScheme>(Session, Cookie(cookies.Session, "A person's session, begun by the start link that the hub prints. Changes also need the header X-OAuthHub."));
        document.AddComponent<IOpenApiSecurityScheme>(Link, Cookie(cookies.Link, "What a used connect link leaves: enough to connect the account that it is for."));
        return Task.CompletedTask;
    }

    private static OpenApiSecurityScheme Cookie(string name, string text) => new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = name, Description = text };
}
