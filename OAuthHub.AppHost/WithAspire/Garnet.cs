using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OAuthHub.AppHost;

/// <summary>garnet-server, a server with Redis' protocol, as the dotnet tool that this repository pins. Loopback only, nothing on disk.</summary>
internal sealed class GarnetToolResource(string name, string repository) : ExecutableResource(name, "dotnet", repository), IResourceWithConnectionString
{
    private const string EndpointName = "tcp";

    public EndpointReference Endpoint => new(this, EndpointName);

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.HostAndPort)}");
}

internal static class GarnetBuilderExtensions
{
    public static IResourceBuilder<GarnetToolResource> AddGarnet(this IDistributedApplicationBuilder builder, string name)
    {
        var garnet = new GarnetToolResource(name, Path.GetFullPath("..", builder.AppHostDirectory));
        var check = name + "-answers";
        builder.Services.AddHealthChecks().AddAsyncCheck(check, async cancellationToken => await AnswersAsync(garnet, cancellationToken));
        return builder.AddResource(garnet)
            .WithEndpoint(name: "tcp", scheme: "tcp", isProxied: true)
            .WithArgs(context =>
            {
                // Redis runs a script as one; Garnet only when told so, and without that two workers claim the same.
                foreach (var argument in (string[])["garnet-server", "--bind", "127.0.0.1", "--lua", "--lua-transaction-mode", "--port"]) context.Args.Add(argument);
                context.Args.Add(garnet.Endpoint.Property(EndpointProperty.TargetPort));
            })
            .WithHealthCheck(check);
    }

    private static async Task<HealthCheckResult> AnswersAsync(GarnetToolResource garnet, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(garnet.Endpoint.Host, garnet.Endpoint.Port, cancellationToken);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer, cancellationToken);
            return answer.AsSpan().SequenceEqual("+PONG"u8) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy("garnet-server does not answer yet.", failure);
        }
    }
}
