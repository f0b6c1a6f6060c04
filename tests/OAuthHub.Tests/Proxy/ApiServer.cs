using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Tests.Proxy;

/// <summary>A platform's API: keeps what it was asked, and answers as a test says at the moment.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ApiServer(WebApplication app)
    {
        this.app = app;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    /// <param name="Target">As it was written on the request's first line.</param>
    internal sealed record Asked(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

    public string Address { get; }

    public ConcurrentQueue<Asked> Requests { get; } = new();

    public Asked Last => Requests.Last();

    /// <summary>False: bodies are left for <see cref="Answer"/> to read.</summary>
    public bool KeepsBodies { get; set; } = true;

    /// <summary>200 with a small document, unless a test says otherwise.</summary>
    public Func<HttpContext, Asked, Task> Answer { get; set; } = (context, _) => WriteAsync(context, 200, """{"ok":true}""");

    public static async Task<ApiServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        builder.Logging.ClearProviders();
        var built = builder.Build();
        ApiServer? server = null;
        built.Run(context => server!.TakeAsync(context));
        await built.StartAsync();
        return server = new ApiServer(built);
    }

    public static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
        return context.Response.WriteAsync(body);
    }

    /// <summary>401 for this token, 200 for every other.</summary>
    public void Refuse(string token) => Answer = (context, asked) => asked.Headers["Authorization"] == "Bearer " + token ? WriteAsync(context, 401, """{"error":"invalid_token"}""") : WriteAsync(context, 200, """{"ok":true}""");

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var body = "";
        if (KeepsBodies)
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            body = await reader.ReadToEndAsync();
        }
        var asked = new Asked(context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body);
        Requests.Enqueue(asked);
        await Answer(context, asked);
    }
}
