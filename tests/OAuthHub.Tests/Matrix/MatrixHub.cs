using Microsoft.AspNetCore.Routing;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Matrix;

/// <summary>The one hub that all cells are asked of. Its practice platform runs beside it, so that only endpoints of the hub are the hub's.</summary>
public sealed class MatrixHub : IAsyncLifetime
{
    private SandboxHost sandbox = null!;
    private HubHost hub = null!;

    internal MatrixCall Call { get; private set; } = null!;

    /// <summary>Method and pattern of whatever the hub maps.</summary>
    internal IReadOnlyList<string> Routes => [.. hub.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))];

    public async Task InitializeAsync()
    {
        sandbox = await SandboxHost.StartAsync(("AutoApprove", "true"));
        hub = await HubHost.StartAsync(SecondPlatform.GitHub() with { SandboxAddress = sandbox.Address });
        var pattern = await hub.ConnectAsync();
        var roles = new MatrixRoles(hub);
        await roles.MakeKeysAsync();
        await hub.Connections.SaveAsync(pattern with { State = ConnectionState.Revoked, Tokens = null }, await hub.VaultGenerationAsync(pattern.Id), "disconnected", CancellationToken.None);
        Call = new MatrixCall(hub.Address, roles, new MatrixThings(hub, roles, pattern));
    }

    public async Task DisposeAsync()
    {
        Call.Dispose();
        await hub.DisposeAsync();
        await sandbox.DisposeAsync();
    }
}
