using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace OAuthHub.Bench.Servers;

/// <summary>What every server of the measurement has.</summary>
internal static class BenchEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/bench/allocated", () => GC.GetTotalAllocatedBytes(precise: false).ToString(CultureInfo.InvariantCulture));
        app.MapGet("/bench/memory", () =>
        {
            using var own = Process.GetCurrentProcess();
            var peak = own.PeakWorkingSet64;
            return string.Create(CultureInfo.InvariantCulture, $"{peak} {GC.GetTotalMemory(forceFullCollection: true)}");
        });
    }

    /// <summary>Runs until the measurement ends, or until whoever started it is gone.</summary>
    public static async Task RunAsync(WebApplication app)
    {
        await app.StartAsync(CancellationToken.None);
        Console.WriteLine(ServerProcess.Ready + app.Urls.Single());
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await app.StopAsync(CancellationToken.None);
    }
}
