using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>What a callback may carry (RFC 6749 section 4.1.2, RFC 9207), and which account may come back.</summary>
public sealed class CallbackAttackTests
{
    [Fact]
    public async Task A043_a_state_of_one_platform_is_refused_at_another()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("platforms"));
        var entry = (await File.ReadAllTextAsync(Repository.File("OAuthHub.Core", "Platforms", "Catalog", "sandbox.json")))
            .Replace("\"id\": \"sandbox\"", "\"id\": \"evil-custom\"", StringComparison.Ordinal)
            .Replace("\"name\": \"Sandbox\"", "\"name\": \"Evil\"", StringComparison.Ordinal)
            .Replace("\"$schema\": \"../platform.schema.json\",", "", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("platforms/evil-custom.json"), entry);
        await using var hub = await HubHost.StartAsync(new HubSetup
        {
            Folder = folder,
            Settings = { ["OAuthHub:Platforms:evil-custom:ClientId"] = "oauthhub-sandbox", ["OAuthHub:Platforms:evil-custom:ClientSecret"] = "practice-only" },
        });
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(new Uri(callback.AbsoluteUri.Replace("/auth/sandbox/", "/auth/evil-custom/", StringComparison.Ordinal)), "platform_mismatch");
        Assert.Equal(before.WithOneFlowLess, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A044_the_issuer_must_be_the_expected_one_character_by_character()
    {
        await using var hub = await HubHost.StartAsync();
        foreach (var change in (Func<string, string>[])[_ => "https://evil.example", right => right + "/", right => right.Replace("http", "HTTP", StringComparison.Ordinal), _ => ""])
        {
            var callback = await hub.ReadyAsync();
            var before = await Effects.TakeAsync(hub);
            await hub.Browser.RefusedAsync(callback.With(("iss", change(Browser.Query(callback)["iss"]!))), "issuer_mismatch");
            Assert.Equal(before.WithOneFlowLess, await Effects.TakeAsync(hub));
        }
    }

    [Fact]
    public async Task A045_a_callback_without_the_issuer_is_refused_where_the_platform_sends_it()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback.With(("iss", null)), "issuer_missing");
        Assert.Equal(before.WithOneFlowLess, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A047_an_issuer_that_nobody_asked_for_does_no_harm()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:Platforms:sandbox:Authorization:IssuerParameter"] = "optional" } });
        Assert.Equal("success", (await hub.Browser.FinishAsync(await hub.ReadyAsync()))["status"]);
        Assert.Equal("success", (await hub.Browser.FinishAsync((await hub.ReadyAsync()).With(("iss", null))))["status"]);
    }

    [Fact]
    public async Task A049_a_stolen_code_does_not_work_in_the_thiefs_own_flow()
    {
        await using var hub = await HubHost.StartAsync();
        var victims = await hub.ReadyAsync();
        using var thief = hub.NewBrowser();
        await thief.SignInAsync();
        var thiefs = await thief.ApproveAsync(await thief.BeginAsync());
        var before = await Effects.TakeAsync(hub);
        await thief.RefusedAsync(thiefs.With(("code", Browser.Query(victims)["code"])), "code_rejected");
        var after = await Effects.TakeAsync(hub);
        Assert.Equal(before.WithOneFlowLess with { TokenRequests = before.TokenRequests + 1 }, after);
        Assert.Empty(hub.Connections.Index.All);
        hub.NothingLogged(Browser.Query(victims)["code"], Browser.Query(thiefs)["code"], Browser.Query(thiefs)["state"]);
    }

    [Fact]
    public async Task A052_a_refusal_by_the_person_leaves_the_connection_as_it_was()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback.With(("code", null), ("error", "access_denied"), ("error_description", "<script>no</script>")), "access_denied");
        Assert.Equal(before.WithOneFlowLess, await Effects.TakeAsync(hub));
        await hub.KeptTokensAsync(connection);
        Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
    }

    [Fact]
    public async Task A053_an_error_with_a_wrong_state_is_not_the_platforms_word()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback.With(("code", null), ("error", "access_denied"), ("state", new string('B', 43))), "state_unknown");
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A055_an_answer_with_error_and_code_is_neither()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback.With(("error", "access_denied")), "unsupported_response");
        Assert.Equal(before.WithOneFlowLess, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A060_tokens_in_the_address_are_no_answer_and_leave_the_flow_open()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback.With(("code", null), ("access_token", "an-implicit-access-token"), ("id_token", "x")), "unsupported_response");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged("an-implicit-access-token");
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
    }

    [Theory]
    [InlineData("code")]
    [InlineData("state")]
    [InlineData("iss")]
    [InlineData("error")]
    public async Task A056_a_parameter_that_comes_twice_is_refused(string name)
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        var reply = await hub.Browser.GetAsync($"{callback.AbsoluteUri}&{name}=one&{name}=two");
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Contains("more than once", reply.Body, StringComparison.Ordinal);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A057_a_code_or_state_that_is_too_long_is_refused()
    {
        await using var hub = await HubHost.StartAsync();
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        Assert.Equal(HttpStatusCode.BadRequest, (await hub.Browser.GetAsync(callback.With(("code", new string('c', 4097))).AbsoluteUri)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await hub.Browser.GetAsync(callback.With(("state", new string('s', 513))).AbsoluteUri)).Status);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A069_a_reconnect_by_another_account_is_refused_and_its_tokens_are_revoked()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        var callback = await hub.ReadyAsync($"?connection={connection.Id}");
        await hub.Browser.RefusedAsync(callback, "account_mismatch");
        await hub.KeptTokensAsync(connection);
        Assert.Equal("ada", (await hub.StoredAsync(connection.Id)).Account.Id);
        Assert.Single(hub.Connections.Index.All);
        var graces = Assert.Single((await hub.Sandbox.LedgerAsync("?account=grace")).GetProperty("grants").EnumerateArray());
        Assert.True(graces.GetProperty("revoked").GetBoolean());
        Assert.Equal("revoked_by_client", graces.GetProperty("revoked_reason").GetString());
        (await hub.Sandbox.GetAsync("api/me", (await hub.Agent.ReadAsync()).Ok().AccessToken)).Ok();
    }

    [Fact]
    public async Task Reconnecting_the_same_account_replaces_its_tokens_and_keeps_the_connection()
    {
        await using var hub = await HubHost.StartAsync();
        var first = await hub.ConnectAsync();
        Assert.Equal("success", (await hub.Browser.FinishAsync(await hub.ReadyAsync($"?connection={first.Id}")))["status"]);
        var second = await hub.StoredAsync(first.Id);
        Assert.NotEqual(first.Tokens!.AccessToken, second.Tokens!.AccessToken);
        Assert.Equal((first.TokenGeneration + 1, true), (second.TokenGeneration, first.GrantId != second.GrantId));
        Assert.Single(hub.Connections.Index.All);
    }

    [Fact]
    public async Task A_second_account_is_a_second_connection_and_agents_must_say_which()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        var grace = await hub.ConnectAsync();
        var unclear = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "ambiguous_account"), (unclear.Status, unclear.Code));
        Assert.Equal(["ada", "grace"], unclear.Json.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(grace.Id, (await hub.Agent.ReadAsync("sandbox", "?account=grace")).Ok().Json.GetProperty("connection").GetString());
    }
}
