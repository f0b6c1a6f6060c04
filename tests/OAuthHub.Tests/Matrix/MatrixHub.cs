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

    private readonly Dictionary<string, IReadOnlyDictionary<(string Target, string Role), MatrixAnswer>> answers = new(StringComparer.Ordinal);
    private MatrixCall call = null!;

    /// <summary>Method and pattern of whatever the hub maps.</summary>
    internal IReadOnlyList<string> Routes => [.. hub.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))];

    /// <summary>The answers of all cells of an endpoint, asked once.</summary>
    internal async Task<IReadOnlyDictionary<(string Target, string Role), MatrixAnswer>> AnswersAsync(MatrixEndpoint endpoint)
    {
        if (answers.TryGetValue(endpoint.Name, out var known)) return known;
        var asked = new Dictionary<(string, string), MatrixAnswer>();
        foreach (var row in endpoint.Rows)
            foreach (var role in row.Cells.Keys) asked[(row.Target, role)] = await call.AskAsync(endpoint, row.Target, role);
        return answers[endpoint.Name] = asked;
    }

    public async Task InitializeAsync()
    {
        sandbox = await SandboxHost.StartAsync(("AutoApprove", "true"));
        var setup = SecondPlatform.GitHub() with { SandboxAddress = sandbox.Address };
        // Thousands of requests, of whose log nobody reads a word.
        foreach (var category in (string[])["Default", "Microsoft.AspNetCore", "Microsoft.Hosting.Lifetime", "Quartz"]) setup.Settings["Logging:LogLevel:" + category] = "Warning";
        hub = await HubHost.StartAsync(setup);
        var pattern = await hub.ConnectAsync();
        var roles = new MatrixRoles(hub);
        await roles.PrepareAsync();
        await hub.Connections.SaveAsync(pattern with { State = ConnectionState.Revoked, Tokens = null }, await hub.VaultGenerationAsync(pattern.Id), "disconnected", CancellationToken.None);
        call = MatrixCall.To(hub.Address, roles, new MatrixThings(hub, roles, pattern));
    }

    public async Task DisposeAsync()
    {
        call.Dispose();
        await hub.DisposeAsync();
        await sandbox.DisposeAsync();
    }
}
