using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Webhooks;
using OAuthHub.Tests.Network;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Webhooks;

/// <summary>Somebody's server that is told, over TLS, at <c>https://social.example/hook</c>.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    public const string Url = "https://social.example/hook";

    private readonly WebApplication app;

    private WebhookReceiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<ReceivedMessage> Received { get; } = new();

    /// <summary>What it answers from now on.</summary>
    public int Status { get; set; } = 204;

    /// <summary>Headers of its answers.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    private int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(SocialHub.Public), 0, listen => listen.UseHttps(TlsServer.Certificate)));
        var receiver = new WebhookReceiver(builder.Build());
        receiver.app.Run(receiver.AnswerAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>A hub for which the receiver is on the public internet.</summary>
    public HubSetup Hub(HubSetup? setup = null, FakeResolver? resolver = null)
    {
        setup ??= new HubSetup();
        setup.Settings["OAuthHub:Network:AllowedPrivateNetworks"] = SocialHub.Public + "/32";
        return setup with { Services = services => SocialHub.Dial(services, resolver ?? new FakeResolver(SocialHub.Public), Port) };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var headers = context.Request.Headers;
        Received.Enqueue(new ReceivedMessage(headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), await reader.ReadToEndAsync(), context.Request.Path));
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers) context.Response.Headers[name] = value;
    }
}

internal sealed record ReceivedMessage(string Id, string Timestamp, string Signature, string Body, string Path)
{
    public System.Text.Json.JsonElement Json => System.Text.Json.JsonDocument.Parse(Body).RootElement;
    public string Type => Json.GetProperty("type").GetString()!;

    /// <summary>As a receiver checks it that knows the convention and one secret.</summary>
    public bool IsSignedWith(string secret)
    {
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")));
        return Signature.Split(' ').Contains(expected, StringComparer.Ordinal);
    }
}

internal static class WebhookSteps
{
    /// <summary>Makes one in the dashboard, and returns its id and secret.</summary>
    public static async Task<(string Id, string Secret)> AddWebhookAsync(this HubHost hub, params string[] types)
    {
        await hub.Browser.SignInAsync();
        var made = await hub.Browser.CallAsync(HttpMethod.Post, "/api/webhooks", types.Length == 0 ? new { url = WebhookReceiver.Url } : new { url = WebhookReceiver.Url, types });
        Assert.True(made.Status == HttpStatusCode.Created, made.Body);
        return (made.Json.GetProperty("webhook").GetProperty("id").GetString()!, made.Json.GetProperty("secret").GetString()!);
    }

    /// <summary>One round of the worker, to its end.</summary>
    public static async Task DeliverAsync(this HubHost hub) => await (await hub.Get<WebhookSender>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline);

    /// <summary>Rounds until so many messages have come.</summary>
    public static Task DeliverAsync(this HubHost hub, WebhookReceiver receiver, int count) => Waiting.UntilAsync(async () =>
    {
        await hub.DeliverAsync();
        return receiver.Received.Count >= count;
    });

    public static async Task<System.Text.Json.JsonElement> WebhookAsync(this HubHost hub) =>
        (await hub.Browser.CallAsync(HttpMethod.Get, "/api/webhooks")).Ok().Json.GetProperty("items").EnumerateArray().Single();
}
