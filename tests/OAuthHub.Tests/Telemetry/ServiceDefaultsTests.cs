using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Telemetry;
using OAuthHub.ServiceDefaults;
using OAuthHub.Tests.Support;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace OAuthHub.Tests.Telemetry;

/// <summary>What every process of the hub has, whatever it does.</summary>
public sealed class ServiceDefaultsTests
{
    [Theory]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics*")]
    [InlineData("Logging:Recorder:LogLevel:Default")]
    [InlineData("Logging:Recorder:LogLevel:Microsoft.AspNetCore.Hosting")]
    public async Task A246_a_category_that_prints_addresses_stays_quiet_whatever_is_configured(string key)
    {
        var recorder = new RecorderProvider();
        await using var app = Build(builder => builder.Logging.AddProvider(recorder), (key, "Trace"));
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        // Its scope holds the path, and it begins one wherever it may write at all.
        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Critical));
        Assert.True(loggers.CreateLogger("OAuthHub").IsEnabled(LogLevel.Information));
    }

    [Fact]
    public async Task An_HTTP_client_follows_no_redirect_and_keeps_no_cookie()
    {
        await using var server = WireServer.Always("307 Temporary Redirect\r\nLocation: /elsewhere\r\nSet-Cookie: id=1", "");
        await using var app = Build(_ => { });
        using var http = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient("any");
        for (var call = 1; call <= 2; call++)
        {
            using var reply = await http.PostAsync(server.Address + "/token", new StringContent("secret"));
            Assert.Equal((HttpStatusCode.TemporaryRedirect, call), (reply.StatusCode, server.Connections));
            Assert.DoesNotContain("Cookie:", server.Request!, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData(PlatformHttp.ClientName)]
    [InlineData(PlatformHttp.GuardedClientName)]
    public async Task The_platforms_client_is_as_strict_with_the_defaults_as_without(string name)
    {
        await using var hub = await HubHost.StartAsync();
        var handler = hub.Get<IHttpMessageHandlerFactory>().CreateHandler(name);
        while (handler is DelegatingHandler { InnerHandler: { } inner }) handler = inner;
        var sockets = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.False(sockets.AllowAutoRedirect || sockets.UseCookies || sockets.UseProxy);
        Assert.Equal((DecompressionMethods.None, TimeSpan.FromSeconds(5)), (sockets.AutomaticDecompression, sockets.ConnectTimeout));
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_of_OpenTelemetry_is_there()
    {
        await using var app = Build(_ => { });
        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
        Assert.DoesNotContain(app.Services.GetServices<ILoggerProvider>(), provider => provider.GetType().Namespace!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("collector")]
    [InlineData("collector:4317")]
    [InlineData("ftp://collector")]
    public void An_endpoint_that_is_no_address_stops_the_start_and_says_what_to_do(string endpoint)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Build(_ => { }, ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)));
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("http://localhost:4317", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_meter_and_source_that_are_exported_are_those_of_the_hub() => Assert.Equal(TelemetryNames.Hub, ServiceDefaults.Telemetry.Hub);

    private static WebApplication Build(Action<WebApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        configure(builder);
        builder.AddServiceDefaults();
        return builder.Build();
    }

    /// <summary>A provider that configuration can name.</summary>
    [ProviderAlias("Recorder")]
    private sealed class RecorderProvider : ILoggerProvider
    {
        private readonly LogRecorder recorder = new();

        public ILogger CreateLogger(string categoryName) => recorder.CreateLogger(categoryName);

        public void Dispose() => recorder.Dispose();
    }
}
