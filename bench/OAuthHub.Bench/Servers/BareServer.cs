using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Bench.Servers;

/// <summary>The yardstick: Kestrel and one minimal endpoint that returns the bytes which the hub returned.</summary>
internal static class BareServer
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var answer = Array.Empty<byte>();
        app.MapGet("/credentials/{platform}", (HttpContext context) =>
        {
            var response = context.Response;
            response.ContentType = "application/json";
            response.ContentLength = answer.Length;
            response.Headers.CacheControl = "no-store";
            return response.Body.WriteAsync(answer, context.RequestAborted).AsTask();
        });
        app.MapPost("/bench/answer", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            answer = Encoding.UTF8.GetBytes(await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
        });
        BenchEndpoints.Map(app);
        await BenchEndpoints.RunAsync(app);
    }
}
