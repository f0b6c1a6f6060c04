using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.AppHost.Tests;

/// <summary>The graph as Aspire runs it. <c>OAUTHHUB_TEST_REDIS=tool</c> does without a container engine.</summary>
public sealed class AspireTests
{
    private const string SignInToken = "sign-in-token-of-a-test";
    private const string AgentKey = "agent-key-of-a-test-agent-key-of-a-test-000";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Everything_becomes_healthy_an_account_is_connected_and_the_button_refreshes_it()
    {
        var data = Directory.CreateTempSubdirectory("oauthhub-test-");
        using var end = new CancellationTokenSource(Deadline);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.OAuthHub_AppHost>([
            "--Redis", Environment.GetEnvironmentVariable("OAUTHHUB_TEST_REDIS") ?? "container", "--DataDirectory", data.FullName,
            "--Parameters:master-key", Convert.ToBase64String(new byte[32]), "--Parameters:agent-key", AgentKey, "--Parameters:sign-in-token", SignInToken], end.Token);
        await using var app = await builder.BuildAsync(end.Token);
        await app.StartAsync(end.Token);
        foreach (var name in (string[])["redis", "sandbox", "api", "worker"]) await app.ResourceNotifications.WaitForResourceHealthyAsync(name, end.Token);
        await app.ResourceNotifications.WaitForResourceAsync("dashboard", KnownResourceStates.Running, end.Token);

        using var sandbox = app.CreateHttpClient("sandbox");
        using var knobs = await sandbox.PutAsJsonAsync(new Uri("/sandbox/knobs", UriKind.Relative), new { auto_approve = true }, end.Token);
        Assert.Equal(HttpStatusCode.OK, knobs.StatusCode);

        // A person's browser: it keeps cookies and follows each redirect, to the platform and back.
        using var browser = new HttpClient { BaseAddress = app.GetEndpoint("api") };
        await browser.GetAsync(new Uri("/signin?t=" + SignInToken, UriKind.Relative), end.Token);
        using var landed = await browser.GetAsync(new Uri("/auth/sandbox/login", UriKind.Relative), end.Token);
        Assert.Contains("status=success", landed.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
        var first = await ReadAsync(app, end.Token);

        var command = app.Services.GetRequiredService<ResourceCommandService>();
        var api = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == "api");
        var button = Assert.Single(api.Annotations.OfType<ResourceCommandAnnotation>(), annotation => annotation.DisplayName == "Refresh all tokens now");
        Assert.True((await command.ExecuteCommandAsync(api, button.Name, end.Token)).Success);
        while (await ReadAsync(app, end.Token) == first) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, end.Token);
    }

    private static async Task<string> ReadAsync(DistributedApplication app, CancellationToken cancellationToken)
    {
        using var agent = app.CreateHttpClient("api");
        agent.DefaultRequestHeaders.Authorization = new("Bearer", AgentKey);
        using var reply = await agent.GetAsync(new Uri("/credentials/sandbox", UriKind.Relative), cancellationToken);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("access_token").GetString()!;
    }
}
