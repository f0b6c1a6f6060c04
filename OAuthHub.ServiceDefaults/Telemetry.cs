using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OAuthHub.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs over OTLP, when there is somewhere to send them; otherwise none of this is set up. docs/telemetry.md says
/// what is sent, and what never is.
/// </summary>
internal static class Telemetry
{
    /// <summary>The one switch. The SDK reads it too, with the other <c>OTEL_</c> variables (protocol, headers, intervals, sampler).</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The hub's own meter and activity source.</summary>
    public const string Hub = "OAuthHub";

    private static readonly string[] Meters =
        [Hub, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics", "System.Net.Http", "System.Runtime"];

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration[Endpoint] is not { Length: > 0 } endpoint) return;
        // The exporter would pass over a wrong address in silence.
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new OptionsValidationException(Endpoint, typeof(Telemetry), [$"{Endpoint} is not an address. Give it the one of an OTLP collector, such as http://localhost:4317, or leave it out."]);

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Environment.ApplicationName))
            .WithTracing(traces => traces
                .AddSource(Hub, "System.Net.Http")
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !IsHealthCheck(context.Request.Path))
                .AddProcessor<SpanRedaction>())
            .WithMetrics(metrics => metrics
                .AddMeter(Meters)
                // A platform's host may be a tenant's (acme.example.com), and so tell whose account it is; there are also as many as tenants.
                .AddView("http.client.*", new MetricStreamConfiguration { TagKeys = ["http.request.method", "http.response.status_code", "error.type", "network.protocol.version"] }))
            // No scopes: a request's holds its path, and a path may hold a one-time token.
            .WithLogging(null, logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (false, true))
            .UseOtlpExporter();
    }

    /// <summary>The name of the program, unless <c>OTEL_SERVICE_NAME</c> or <c>OTEL_RESOURCE_ATTRIBUTES</c> say otherwise: these come last and win.</summary>
    private static void Describe(ResourceBuilder resource, string applicationName) =>
        resource.Clear()
            .AddService(applicationName, serviceVersion: typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();

    private static bool IsHealthCheck(PathString path) => path == "/alive" || path == "/health";
}
