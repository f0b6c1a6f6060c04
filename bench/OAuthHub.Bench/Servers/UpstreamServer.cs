using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Bench.Servers;

/// <summary>A platform's API in a process of its own: answers of any length, and takes bodies of any length. It looks at no token.</summary>
internal static class UpstreamServer
{
    private static readonly byte[] Piece = new byte[64 * 1024];

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        app.MapGet("/bytes/{count:long}", async (long count, HttpContext context) =>
        {
            (context.Response.ContentType, context.Response.ContentLength) = ("application/octet-stream", count);
            for (var left = count; left > 0; left -= Piece.Length) await context.Response.Body.WriteAsync(Piece.AsMemory(0, (int)Math.Min(left, Piece.Length)), context.RequestAborted);
        });
        app.MapPost("/count", async (HttpContext context) =>
        {
            var (total, buffer) = (0L, new byte[Piece.Length]);
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read) total += read;
            return total.ToString(CultureInfo.InvariantCulture);
        });
        BenchEndpoints.Map(app);
        await BenchEndpoints.RunAsync(app);
    }
}
