using OAuthHub.Api.Agents;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Auth;
using OAuthHub.Api.Connections;
using OAuthHub.Api.ConnectLinks;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Dashboard;
using OAuthHub.Api.Events;
using OAuthHub.Api.Health;
using OAuthHub.Api.Mcp;
using OAuthHub.Api.Platforms;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Proxy;
using OAuthHub.Api.Session;
using OAuthHub.Api.SignIn;
using OAuthHub.Api.Webhooks;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Sandbox;
using OAuthHub.ServiceDefaults;
using OAuthHub.Worker.Hosting;

namespace OAuthHub.Api.Hosting;

internal static class HubApplicationExtensions
{
    public static void UseHub(this WebApplication app)
    {
        // Before the vault is opened, let alone made: a hub that does not know its address does not start.
        app.Services.GetRequiredService<HubAddress>();
        app.UseMiddleware<ProxyGate>();
        app.UseMiddleware<RequestScope>();
        app.UseExceptionHandler();
        app.Use(app.Services.GetRequiredService<SecurityHeaders>().InvokeAsync);
        app.UseMiddleware<HostGate>();
        app.UseDashboardFiles();
        app.UseMiddleware<McpGate>();
        app.UseRouting();
        app.UseStatusCodePages(async context => await StatusCodeProblems.WriteAsync(context.HttpContext));
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapHub(this WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapSession();
        app.MapSessions();
        app.MapSignIn();
        app.MapAuth();
        app.MapConnectLinks();
        app.MapCredentials();
        app.MapProof();
        app.MapRefreshAll();
        ProxyEndpoints.Map(app);
        app.MapHubMcp();
        app.MapConnections();
        app.MapPlatforms();
        app.MapClientMetadata();
        app.MapKeys();
        app.MapAudit();
        app.MapEvents();
        app.MapAgentEvents();
        app.MapHealth();
        app.MapWebhooks();
        app.MapDashboard();
        if (SandboxPlatform.IsHosted(app.Configuration, app.Environment)) app.MapSandbox("/sandbox");
    }
}
