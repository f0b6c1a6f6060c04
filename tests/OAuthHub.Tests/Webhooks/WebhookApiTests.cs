using System.Net;
using OAuthHub.Api.Commands;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Network;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Webhooks;

/// <summary><c>/api/webhooks</c> and the command line: who may, and where to.</summary>
public sealed class WebhookApiTests
{
    [Fact]
    public async Task An_endpoint_is_a_public_https_address_and_nothing_is_sent_anywhere_else()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var leads = SocialHub.Public;
        await using var hub = await HubHost.StartAsync(receiver.Hub(resolver: new FakeResolver((_, _) => [leads])));
        await hub.Browser.SignInAsync();
        foreach (var url in (string?[])
            [null, "", "http://social.example/hook", "https://localhost/hook", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://social.example:8443/", "https://user:pw@social.example/", "https://social.example/#x",
             "https://metadata.google.internal/", "ftp://social.example/", "/hook", "https://social.example/" + new string('a', 2048)])
            Assert.Equal("invalid_request", (await hub.Browser.CallAsync(HttpMethod.Post, "/api/webhooks", new { url })).Code);

        var (id, _) = await hub.AddWebhookAsync();
        receiver.Status = 307;
        receiver.Headers["Location"] = "https://social.example/elsewhere";
        var redirected = (await hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/test")).Ok().Json;
        Assert.Equal((false, "refused", 307), (redirected.GetProperty("delivered").GetBoolean(), redirected.GetProperty("outcome").GetString(), redirected.GetProperty("status").GetInt32()));
        Assert.Equal("/hook", Assert.Single(receiver.Received).Path);
        Assert.Equal("invalid_request", (await hub.Browser.CallAsync(HttpMethod.Patch, "/api/webhooks/" + id, new { url = "https://localhost/" })).Code);
    }

    [Fact]
    public async Task A_name_that_leads_into_the_hubs_own_network_is_not_called()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await HubHost.StartAsync(receiver.Hub(resolver: new FakeResolver("127.0.0.1")));
        var (id, _) = await hub.AddWebhookAsync();
        Assert.Equal("blocked_address", (await hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/test")).Ok().Json.GetProperty("outcome").GetString());
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Webhooks_are_made_changed_and_removed_by_whoever_is_signed_in_and_by_nobody_else()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await HubHost.StartAsync(receiver.Hub());
        Assert.Equal("not_signed_in", (await hub.Browser.CallAsync(HttpMethod.Get, "/api/webhooks")).Code);
        Assert.Equal("not_signed_in", (await hub.Agent.SendAsync(HttpMethod.Post, "/api/webhooks", new { url = WebhookReceiver.Url })).Code);
        var (id, _) = await hub.AddWebhookAsync();
        using (var foreign = new HttpRequestMessage(HttpMethod.Delete, "/api/webhooks/" + id)) Assert.Equal("antiforgery", (await hub.Browser.SendAsync(foreign)).Code);
        Assert.Equal(["connection.connected", "connection.needs_reconnect", "connection.expires_soon", "connection.disconnected"], (await hub.WebhookAsync()).GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        foreach (var body in (object[])[new { types = (string[])[] }, new { types = (string[])["connection.unknown"] }, new { description = new string('x', 201) }])
            Assert.Equal("invalid_request", (await hub.Browser.CallAsync(HttpMethod.Patch, "/api/webhooks/" + id, body)).Code);
        var changed = (await hub.Browser.CallAsync(HttpMethod.Patch, "/api/webhooks/" + id, new { description = "Pager", types = (string[])["connection.refreshed"], enabled = false })).Ok().Json;
        Assert.Equal(("Pager", "connection.refreshed", false), (changed.GetProperty("description").GetString(), changed.GetProperty("types")[0].GetString(), changed.GetProperty("enabled").GetBoolean()));
        Assert.Equal(HttpStatusCode.NoContent, (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/webhooks/" + id)).Status);
        foreach (var gone in (Reply[])
            [await hub.Browser.CallAsync(HttpMethod.Delete, "/api/webhooks/" + id), await hub.Browser.CallAsync(HttpMethod.Patch, "/api/webhooks/" + id, new { }), await hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/test"),
             await hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/secret"), await hub.Browser.CallAsync(HttpMethod.Get, $"/api/webhooks/{id}/deliveries")])
            Assert.Equal("not_found", gone.Code);
        for (var number = 0; number < 20; number++) await hub.AddWebhookAsync();
        Assert.Equal("invalid_request", (await hub.Browser.CallAsync(HttpMethod.Post, "/api/webhooks", new { url = WebhookReceiver.Url })).Code);
    }

    [Fact]
    public async Task The_command_line_adds_lists_tests_and_removes_and_the_hub_that_runs_hears_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        var setup = receiver.Hub(new HubSetup { Folder = folder, RealTime = true });
        await using var hub = await HubHost.StartAsync(setup);
        const string allowed = "--OAuthHub:Network:AllowedPrivateNetworks=" + SocialHub.Public + "/32";
        (await folder.RunAsync("webhooks", "add", "https://localhost/", "--json")).Refused("url_not_allowed");
        var added = (await folder.RunAsync("webhooks", "add", WebhookReceiver.Url, "--type", "connection.connected")).Ends(ExitCode.Done);
        var secret = added.Output.Trim();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, added.Error, StringComparison.Ordinal);
        var listed = (await folder.RunAsync("webhooks", "list", "--json")).Ends(ExitCode.Done);
        var id = Assert.Single(listed.Json.GetProperty("webhooks").EnumerateArray()).GetProperty("id").GetString()!;
        Assert.DoesNotContain("whsec_", listed.Output, StringComparison.Ordinal);
        (await folder.RunAsync(setup.Services, "webhooks", "test", id, allowed)).Ends(ExitCode.Done);
        Assert.True(Assert.Single(receiver.Received).IsSignedWith(secret));

        await Waiting.UntilAsync(() => hub.Get<Core.Webhooks.WebhookStore>().Find(id) is not null);
        await hub.ConnectAsync();
        await hub.DeliverAsync(receiver, 2);
        Assert.Equal("connection.connected", receiver.Received.Last().Type);
        (await folder.RunAsync("webhooks", "remove", id)).Ends(ExitCode.Done);
        (await folder.RunAsync("webhooks", "remove", id, "--json")).Refused("no_such_webhook");
        await Waiting.UntilAsync(() => hub.Get<Core.Webhooks.WebhookStore>().Find(id) is null);
    }
}
