using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Api.Hosting;
using OAuthHub.Core;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Bench.Servers;

/// <summary>The real hub, with its real pipeline and a real encrypted file, and a few endpoints that fill it.</summary>
internal static class HubServer
{
    public static async Task RunAsync(string sandbox, string[] given)
    {
        var settings = Settings.Of(sandbox, given);
        var own = settings.ContainsKey("OAuthHub:DataDirectory") ? null : Directory.CreateTempSubdirectory("oauthhub-bench-");
        if (own is not null) settings["OAuthHub:DataDirectory"] = own.FullName;
        try
        {
            // As it is operated, like the yardsticks: in Development a page for developers stands before each request.
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
            builder.Configuration.AddInMemoryCollection(settings);
            builder.AddHub();
            // The measurement starts the rounds and the rebuilds itself.
            Settings.RemoveHosted(builder.Services, type => Settings.IsQuartz(type) || type == typeof(IndexKeeper));
            await using var app = builder.Build();
            app.UseHub();
            app.MapHub();
            BenchEndpoints.Map(app);
            Map(app, sandbox);
            VaultEndpoints.Map(app);
            await BenchEndpoints.RunAsync(app);
        }
        finally
        {
            own?.Delete(recursive: true);
        }
    }

    private static void Map(WebApplication app, string sandbox)
    {
        var seeded = new List<string>();
        app.MapGet("/bench/key", (HubPaths paths) => File.ReadAllText(paths.AgentKeyFile));
        app.MapPost("/bench/seed", async (int count, bool due, ConnectionStore store) => seeded = [.. await Seeds.StoreAsync(store, sandbox, count, due)]);
        // What was seeded last is refreshed, once each, by whichever process.
        app.MapPost("/bench/check", async (ConnectionStore store) =>
        {
            foreach (var id in seeded)
                if (await store.ReadAsync(id, CancellationToken.None) is not { Connection: { TokenGeneration: 2, State: ConnectionState.Active } }) throw new InvalidOperationException($"{id} was not refreshed once.");
        });
        app.MapPost("/bench/sweep", async (RefreshSweep sweep, TimeProvider time) =>
        {
            var started = time.GetTimestamp();
            await await sweep.StartAsync(CancellationToken.None);
            return time.GetElapsedTime(started).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        });
    }
}
