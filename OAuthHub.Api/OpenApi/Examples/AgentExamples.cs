using OAuthHub.Api.ConnectLinks;
using OAuthHub.Api.Credentials;
using OAuthHub.Core.Connections;

namespace OAuthHub.Api.OpenApi.Examples;

/// <summary>What agents send and are sent.</summary>
internal static class AgentExamples
{
    public static IEnumerable<object> All =>
    [
        new CredentialDocument
        {
            Connection = "c_7Gq2", Platform = "example", User = "local", Account = Ada, TokenType = "Bearer", AccessToken = "(a live access token)", ExpiresAt = AnswerExamples.Now.AddHours(1), ExpiresIn = 3600,
            GrantEndsAt = null, Generation = 7, Scope = "profile mail.read", RefreshState = "ok",
        },
        new AgentConnectionList([new AgentConnectionView("c_7Gq2", "example", "local", Ada, ConnectionState.Active, null, AnswerExamples.Now.AddHours(1))]),
        new RefreshBody("local", "81234", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        new RefreshAllDocument(12),
        new ProofBody("GET", "https://api.example.com/v1/me", "eyJ7S_zG.eyJH0-Z", "local", "81234"),
        new ProofDocument("(a signed JWT, good for one request)"),
        new ConnectLinkBody("example", "local", ReturnTo: "https://app.example.com/done", Scopes: ["profile"]),
        new ConnectLinkDocument("https://hub.example.com/connect/4kT0yqQ8n2Vd6bC1xZr7sWm3uEo5hJg9aLpRtYfNiKk", AnswerExamples.Now.AddMinutes(30)),
    ];

    private static AgentAccountView Ada { get; } = new("81234", "Ada", Label: null);
}
