using OAuthHub.AppHost;

// The distributed hub, as a diagram. docs/distributed.md says how to run it, with Aspire and without.
var builder = DistributedApplication.CreateBuilder(args);
var inRunMode = builder.ExecutionContext.IsRunMode;
builder.AddDockerComposeEnvironment("compose");

// Made on the first start and kept in this project's user secrets. What is published takes its own from whoever deploys it.
var masterKey = builder.AddParameter("master-key", new MasterKeyDefault(), secret: true, persist: true);
var agentKey = builder.AddParameter("agent-key", new GenerateParameterDefault { MinLength = 43, Special = false }, secret: true, persist: true);
var signInToken = builder.AddParameter("sign-in-token", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

// --Redis: a container (default), tool (garnet-server, where there is no container engine), external (ConnectionStrings:redis).
IResourceBuilder<IResourceWithConnectionString> redis = builder.Configuration["Redis"] switch
{
    "external" => builder.AddConnectionString("redis"),
    "tool" => builder.AddGarnet("redis"),
    _ => builder.AddRedis("redis"),
};

var api = builder.AddProject<Projects.OAuthHub_Api>("api").WithReplicas(2)
    .WithHttpEndpoint(port: inRunMode ? 8400 : null)
    .WithExternalHttpEndpoints();

var worker = builder.AddProject<Projects.OAuthHub_Worker>("worker").WithReplicas(2)
    .WithHttpEndpoint();

IResourceBuilder<ProjectResource>[] hub = [api, worker];
foreach (var part in hub)
{
    part.WithReference(redis).WaitFor(redis)
        .WithEnvironment("OAuthHub__DataDirectory", HubFolder.Of(builder))
        .WithEnvironment("OAuthHub__MasterKey", masterKey)
        .WithEnvironment("OAuthHub__AgentKey", agentKey)
        .WithHttpHealthCheck("/health");
}
api.WithEnvironment("OAuthHub__SignInToken", signInToken)
    .WithUrl($"{api.GetEndpoint("http")}/signin?t={signInToken}", "Open OAuthHub")
    .WithHttpCommand("/credentials/refresh", "Refresh all tokens now", commandOptions: RefreshAll.As(agentKey));

if (builder.Configuration["Vault"] is "AzureKeyVault") builder.AddKeyVault("vault", hub);

if (inRunMode)
{
    var sandbox = builder.AddProject<Projects.OAuthHub_Sandbox>("sandbox").WithHttpEndpoint(port: 8410).WithHttpHealthCheck("/sandbox/ledger");
    var sandboxUrl = ReferenceExpression.Create($"{sandbox.GetEndpoint("http")}/sandbox");
    foreach (var part in hub)
        part.WaitFor(sandbox).WithEnvironment("OAuthHub__Sandbox__Url", sandboxUrl).WithEnvironment("OAuthHub__PublicUrl", api.GetEndpoint("http"));

    var dashboard = builder.AddViteApp("dashboard", "../dashboard").WithNpm(installCommand: "ci").WithReference(api).WaitFor(api);
    dashboard.WithUrl($"{dashboard.GetEndpoint("http")}/signin?t={signInToken}", "Dashboard, reloading while you edit it");
}
else
{
    // The API's image brings the dashboard along; the practice platform stays at home.
    var publicUrl = builder.AddParameter("public-url").WithDescription("The hub's address as browsers see it, with https.");
    foreach (var part in hub) part.WithEnvironment("OAuthHub__PublicUrl", publicUrl).PublishAsHub();
}

builder.Build().Run();
