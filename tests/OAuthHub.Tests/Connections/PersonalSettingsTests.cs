using System.Net;
using System.Text.Json;
using OAuthHub.Core.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Connections;

/// <summary>Several accounts of a platform: what the person calls them, and which is meant where an agent names none.</summary>
public sealed class PersonalSettingsTests
{
    [Fact]
    public async Task A_default_answers_where_several_accounts_were_ambiguous_and_the_newest_choice_counts()
    {
        await using var hub = await HubHost.StartAsync();
        var ada = await hub.ConnectAsync();
        var grace = await hub.ConnectAccountAsync("grace");
        Assert.Equal("ambiguous_account", (await hub.Agent.ReadAsync()).Code);

        Assert.True((await ChangeAsync(hub, grace.Id, new { is_default = true })).Ok().Json.GetProperty("is_default").GetBoolean());
        Assert.Equal(grace.Id, await ReadByAgentAsync(hub));
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        (await ChangeAsync(hub, ada.Id, new { is_default = true })).Ok();
        Assert.Equal(ada.Id, await ReadByAgentAsync(hub));
        Assert.Equal([(ada.Id, true), (grace.Id, false)], await DefaultsAsync(hub));
        Assert.Equal(grace.Id, (await hub.Agent.ReadAsync(query: "?account=" + grace.Account.Id)).Ok().Json.GetProperty("connection").GetString());

        // Connected anew it is the same account, and still the default.
        await hub.ConnectAccountAsync("ada");
        Assert.Equal(ada.Id, await ReadByAgentAsync(hub));
        (await ChangeAsync(hub, ada.Id, new { is_default = false })).Ok();
        Assert.Equal("ambiguous_account", (await hub.Agent.ReadAsync()).Code);
        Assert.Equal([(ada.Id, false), (grace.Id, false)], await DefaultsAsync(hub));
    }

    [Fact]
    public async Task A_label_and_a_default_outlive_the_process_a_refresh_and_a_new_sign_in()
    {
        using var folder = new TemporaryFolder();
        string first, second;
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            first = (await hub.ConnectAsync()).Id;
            second = (await hub.ConnectAccountAsync("grace")).Id;
            var changed = (await ChangeAsync(hub, second, new { label = "  Work  ", is_default = true })).Ok().Json;
            Assert.Equal(("Work", true), (changed.GetProperty("label").GetString(), changed.GetProperty("is_default").GetBoolean()));
            Assert.Contains("connection.changed", (await hub.Browser.CallAsync(HttpMethod.Get, $"/api/audit?connection={second}")).Ok().Body, StringComparison.Ordinal);
        }
        await using var later = await HubHost.StartAsync(new HubSetup { Folder = folder });
        Assert.Equal(second, await ReadByAgentAsync(later)); // what the listing says is enough
        await later.Browser.SignInAsync();
        (await later.Browser.CallAsync(HttpMethod.Post, $"/api/connections/{second}/refresh")).Ok();
        await later.ConnectAccountAsync("grace");
        var stored = await later.StoredAsync(second);
        Assert.Equal(("Work", true), (stored.Label, stored.DefaultSince is not null));
        (await ChangeAsync(later, second, new { label = "" })).Ok();
        stored = await later.StoredAsync(second);
        Assert.Equal((null, true), (stored.Label, stored.DefaultSince is not null));
        Assert.Null((await later.StoredAsync(first)).DefaultSince);
    }

    [Fact]
    public async Task What_is_no_label_is_refused_and_another_persons_account_does_not_exist()
    {
        var (hub, mine) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var bobs = await hub.SaveForAsync("bob", mine, "con_of_bob");
        var before = await hub.VaultGenerationAsync(bobs.Id);
        foreach (var body in new object[] { new { }, new { label = new string('x', 65) }, new { label = "two\nlines" } })
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (await ChangeAsync(hub, mine.Id, body)) is var reply ? (reply.Status, reply.Code) : default);
        Assert.Equal("not_connected", (await ChangeAsync(hub, bobs.Id, new { is_default = true })).Code);
        Assert.Equal(before, await hub.VaultGenerationAsync(bobs.Id));
        Assert.Null((await hub.StoredAsync(mine.Id)).Label);
    }

    [Fact]
    public async Task A_change_waits_until_the_refresh_that_is_under_way_has_written()
    {
        CountedLeases? leases = null;
        var (hub, mine) = await HubHost.StartConnectedAsync(new HubSetup { Services = services => services.Decorate<ILeases>(inner => leases = new CountedLeases(inner)) });
        await using var _ = hub;
        var lease = await hub.Get<ILeases>().TryAcquireAsync("refresh:" + mine.Id, CancellationToken.None);
        var change = ChangeAsync(hub, mine.Id, new { label = "Work" });
        await ConnectionSteps.UntilAsync(() => Task.FromResult(leases!.Refused >= 2), "the change had asked twice for its turn");
        Assert.Null((await hub.StoredAsync(mine.Id)).Label);
        await lease!.DisposeAsync();
        (await change).Ok();
        Assert.Equal("Work", (await hub.StoredAsync(mine.Id)).Label);
    }

    [Fact]
    public async Task The_card_says_which_agent_used_the_account_last()
    {
        var (hub, mine) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        Assert.Equal(JsonValueKind.Null, (await ListedAsync(hub, mine.Id)).GetProperty("last_used").ValueKind);
        var made = (await hub.Browser.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = "Mail agent", users = new[] { "local" }, actions = new[] { "token:read" } })).Json;
        using var agent = new AgentClient(hub.Address, made.GetProperty("key").GetString()!);
        (await agent.ReadAsync()).Ok();
        var used = (await ListedAsync(hub, mine.Id)).GetProperty("last_used");
        Assert.Equal(("Mail agent", HubHost.Start), (used.GetProperty("key_name").GetString(), used.GetProperty("at").GetDateTimeOffset()));
        // What is refused uses nothing.
        Assert.Equal("forbidden", (await agent.RefreshAsync()).Code);
        Assert.Equal("Mail agent", (await ListedAsync(hub, mine.Id)).GetProperty("last_used").GetProperty("key_name").GetString());
    }

    private sealed class CountedLeases(ILeases inner) : ILeases
    {
        private int refused;

        public int Refused => Volatile.Read(ref refused);

        public async ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken)
        {
            var lease = await inner.TryAcquireAsync(resource, cancellationToken);
            if (lease is null) Interlocked.Increment(ref refused);
            return lease;
        }
    }

    private static Task<Reply> ChangeAsync(HubHost hub, string id, object body) => hub.Browser.CallAsync(HttpMethod.Patch, "/api/connections/" + id, body);

    private static async Task<string?> ReadByAgentAsync(HubHost hub) => (await hub.Agent.ReadAsync()).Ok().Json.GetProperty("connection").GetString();

    private static async Task<JsonElement> ListedAsync(HubHost hub, string id) =>
        (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetString() == id);

    private static async Task<(string?, bool)[]> DefaultsAsync(HubHost hub) =>
        [.. (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("id").GetString(), item.GetProperty("is_default").GetBoolean()))];
}
