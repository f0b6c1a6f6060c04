using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Worker.Hosting;

namespace OAuthHub.Bench.Servers;

/// <summary>The real worker as a process of its own, whose rounds the measurement starts.</summary>
internal static class WorkerServer
{
    public static async Task RunAsync(string sandbox, string[] given)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(Settings.Of(sandbox, given));
        builder.AddWorker();
        Settings.RemoveHosted(builder.Services, Settings.IsQuartz);
        await using var app = builder.Build();
        BenchEndpoints.Map(app);
        var refreshed = 0;
        using var listening = app.Services.GetRequiredService<IChangeEvents>().Subscribe(change =>
        {
            if (!change.FromAnother && change.What is "refreshed") Interlocked.Increment(ref refreshed);
        });
        // Answers how many this worker refreshed.
        app.MapPost("/bench/sweep", async (RefreshSweep sweep) =>
        {
            Interlocked.Exchange(ref refreshed, 0);
            await await sweep.StartAsync(CancellationToken.None);
            return refreshed.ToString(CultureInfo.InvariantCulture);
        });
        await BenchEndpoints.RunAsync(app);
    }
}
