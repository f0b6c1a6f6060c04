using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Proxy;

namespace OAuthHub.Bench.Servers;

/// <summary>The yardstick: Kestrel, the hub's own handler, and the shortest code that carries a call there and an answer back. No key, no token, no limits, no audit.</summary>
internal static class BareForwarder
{
    public static async Task RunAsync(string upstream)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        using var invoker = new HttpMessageInvoker(ProxyHttp.Handler());
        app.Map("/proxy/{platform}/{**path}", (string path, HttpContext context) => ForwardAsync(invoker, $"{upstream}/{path}", context));
        BenchEndpoints.Map(app);
        await BenchEndpoints.RunAsync(app);
    }

    private static async Task ForwardAsync(HttpMessageInvoker invoker, string address, HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), address) { Version = HttpVersion.Version11 };
        if (context.Request.ContentLength is not null) request.Content = new StreamContent(context.Request.Body, 64 * 1024);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name is "Host" or "Connection") continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        using var answer = await invoker.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated)
            if (name is not ("Transfer-Encoding" or "Connection")) context.Response.Headers[name] = values.ToString();
        foreach (var (name, values) in answer.Content.Headers.NonValidated) context.Response.Headers[name] = values.ToString();
        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        await body.CopyToAsync(context.Response.Body, 64 * 1024, context.RequestAborted);
    }
}
