using System.Text.Json;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.ConnectLinks;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Connections;

/// <summary>What a connection's page tells of its tokens: why each was replaced and how early, what failed, and which agents use it.</summary>
public sealed class ConnectionTimelineTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_history_says_of_each_refresh_why_it_was_wanted_and_how_early_it_came()
    {
        var (hub, connection) = await RefreshSteps.StartAgedAsync(); // its token lives an hour, of which five minutes are over
        await using var _ = hub;
        (await hub.Agent.RefreshAsync()).Ok();
        await hub.SweepAsync(48 * Minute); // four fifths of a life: due, whatever the jitter
        hub.Clock.Advance(Minute);
        var refused = (await hub.StoredAsync(connection.Id)).Tokens!.AccessToken.Fingerprint().ToString();
        (await hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = refused })).Ok();
        hub.Clock.Advance(Minute);
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 40 });
        (await hub.Agent.RefreshAsync()).Ok(); // the live token
        hub.Clock.Advance(60 * Minute);
        (await hub.Agent.ReadAsync()).Ok(); // the token had ended a minute before

        Assert.Equal(
            [
                ("refreshed", "read", -60, 5),
                ("refresh_failed", "asked", 3540, null),
                ("refreshed", "rejected", 3540, 4),
                ("token_rejected", null, 3540, null),
                ("refreshed", "due", 720, 3),
                ("refreshed", "asked", 3300, 2),
                ("connected", null, null, 1),
            ],
            await HistoryAsync(hub, connection.Id));
    }

    [Fact]
    public async Task A_new_sign_in_says_how_much_was_left_and_a_token_that_nothing_renews_ends_with_its_401()
    {
        await using var hub = await HubHost.StartAsync(RefreshSteps.Setup());
        await hub.Sandbox.FaultAsync(new { kind = "missing_refresh_token" });
        var connection = await hub.ConnectAsync();
        hub.Clock.Advance(5 * Minute);
        await hub.Sandbox.FaultAsync(new { kind = "missing_refresh_token" });
        await hub.ConnectAsync();
        var refused = (await hub.StoredAsync(connection.Id)).Tokens!.AccessToken.Fingerprint().ToString();
        hub.Clock.Advance(Minute);
        Assert.Equal("needs_reconnect", (await hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = refused })).Code);
        Assert.Equal([("state", "rejected", 3540, null), ("token_rejected", null, 3540, null), ("reconnected", null, 3300, 2), ("connected", null, null, 1)], await HistoryAsync(hub, connection.Id));
    }

    [Fact]
    public async Task What_an_earlier_version_wrote_reads_as_not_known_and_what_is_not_known_is_not_written()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var stored = ConnectionCodec.Write(connection with { History = [new HistoryEvent(HubHost.Start, "refreshed", "New access token.")] });
        using var json = JsonDocument.Parse(stored);
        Assert.Equal(["at", "kind", "text"], json.RootElement.GetProperty("history")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(new HistoryEvent(HubHost.Start, "refreshed", "New access token."), Assert.Single(ConnectionCodec.Read(stored).History));

        var whole = new HistoryEvent(HubHost.Start, "refreshed", "New access token.") { Why = RefreshReason.Due.Word(), LifeLeft = TimeSpan.FromSeconds(-1.5), Generation = 7 };
        Assert.Equal(whole, Assert.Single(ConnectionCodec.Read(ConnectionCodec.Write(connection with { History = [whole] })).History));
    }

    [Fact]
    public async Task Each_agent_that_uses_it_is_told_with_its_last_use_also_after_the_hub_was_started_again()
    {
        using var folder = new TemporaryFolder();
        string id, key;
        await using (var hub = await HubHost.StartAsync(RefreshSteps.Setup() with { Folder = folder }))
        {
            id = (await hub.ConnectAsync()).Id;
            (await hub.Agent.ReadAsync()).Ok();
            (var mail, key) = await hub.KeyAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.ReadToken] });
            var (mute, _) = await hub.KeyAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.LinkConnect] });
            hub.Clock.Advance(Minute);
            using (mail) (await mail.ReadAsync()).Ok();
            using (mute) Assert.Equal("forbidden", (await mute.ReadAsync()).Code); // no use
            Assert.Equal([(key, "Mail <agent>", HubHost.Start + Minute), (AgentKeys.BootstrapId, "Bootstrap key", HubHost.Start)], await AgentsAsync(hub, id));
            await hub.Get<AuditLog>().FlushAsync(CancellationToken.None); // on a busy machine a hub ends before all of it is written
        }
        await using var later = await HubHost.StartAsync(RefreshSteps.Setup() with { Folder = folder });
        await later.Browser.SignInAsync();
        later.Clock.Advance(2 * Minute);
        (await later.Agent.ReadAsync()).Ok();
        Assert.Equal([(AgentKeys.BootstrapId, HubHost.Start + 2 * Minute), (key, HubHost.Start + Minute)], (await AgentsAsync(later, id)).Select(agent => (agent.Id, agent.At)));
        var listed = (await later.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items")[0];
        Assert.Equal((AgentKeys.BootstrapId, JsonValueKind.Null), (listed.GetProperty("last_used").GetProperty("key_id").GetString(), listed.GetProperty("agents").ValueKind));
    }

    private static async Task<IEnumerable<(string Kind, string? Why, long? LifeLeft, long? Generation)>> HistoryAsync(HubHost hub, string id) =>
        (await DetailAsync(hub, id)).GetProperty("history").EnumerateArray().Select(entry => (entry.GetProperty("kind").GetString()!, entry.GetProperty("why").GetString(), Number(entry, "life_left"), Number(entry, "generation")));

    private static async Task<IEnumerable<(string Id, string? Name, DateTimeOffset At)>> AgentsAsync(HubHost hub, string id) =>
        (await DetailAsync(hub, id)).GetProperty("agents").EnumerateArray().Select(agent => (agent.GetProperty("key_id").GetString()!, agent.GetProperty("key_name").GetString(), agent.GetProperty("at").GetDateTimeOffset()));

    private static async Task<JsonElement> DetailAsync(HubHost hub, string id) => (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + id)).Ok().Json;

    private static long? Number(JsonElement json, string member) => json.GetProperty(member) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;
}
