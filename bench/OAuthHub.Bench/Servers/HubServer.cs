using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OAuthHub.Api.Hosting;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Bench.Servers;

/// <summary>The real hub, with its real pipeline and a real encrypted file, and a few endpoints that fill it.</summary>
internal static class HubServer
{
    public static async Task RunAsync(string sandbox)
    {
        var folder = Directory.CreateTempSubdirectory("oauthhub-bench-");
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["OAuthHub:DataDirectory"] = folder.FullName,
                ["OAuthHub:Sandbox:Url"] = sandbox,
                ["OAuthHub:Platforms:sandbox:Limits:Concurrency"] = RefreshBench.InFlight.ToString(CultureInfo.InvariantCulture),
            });
            builder.AddHub();
            // The measurement starts the rounds itself, to the millisecond.
            foreach (var quartz in builder.Services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace?.StartsWith("Quartz", StringComparison.Ordinal) is true).ToList())
                builder.Services.Remove(quartz);
            var app = builder.Build();
            app.UseHub();
            app.MapHub();
            BenchEndpoints.Map(app);
            app.MapGet("/bench/key", (HubPaths paths) => File.ReadAllText(paths.AgentKeyFile));
            app.MapPost("/bench/seed", (int count, ConnectionStore store) => Seeds.StoreAsync(store, sandbox, count, due: false));
            app.MapPost("/bench/refresh", async (int count, ConnectionStore store, RefreshSweep sweep, TimeProvider time) =>
            {
                var ids = await Seeds.StoreAsync(store, sandbox, count, due: true);
                var started = time.GetTimestamp();
                await await sweep.StartAsync(CancellationToken.None);
                var elapsed = time.GetElapsedTime(started);
                foreach (var id in ids)
                    if (store.Index.Find(id) is not { TokenGeneration: 2, State: ConnectionState.Active }) throw new InvalidOperationException($"{id} was not refreshed.");
                return elapsed.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            });
            await BenchEndpoints.RunAsync(app);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
