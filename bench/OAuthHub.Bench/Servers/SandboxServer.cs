using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Sandbox;

namespace OAuthHub.Bench.Servers;

/// <summary>The platform, in a process of its own so that it costs hub and loops the same.</summary>
internal static class SandboxServer
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSandbox(builder.Configuration);
        var app = builder.Build();
        app.MapSandbox();
        await BenchEndpoints.RunAsync(app);
    }
}
