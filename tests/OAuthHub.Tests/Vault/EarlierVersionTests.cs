using System.Net;
using System.Text.Json.Nodes;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;

namespace OAuthHub.Tests.Vault;

/// <summary>A rolling update: two versions of the hub on one vault, each with records of the other.</summary>
public sealed class EarlierVersionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Earlier() => new(EarlierVault.All);

    [Theory]
    [MemberData(nameof(Earlier))]
    public async Task F46_what_an_earlier_version_left_is_served_finished_and_refreshed(string version)
    {
        await using var sandbox = await StartSandboxAsync();
        await EarlierVault.LayOutAsync(version, folder, sandbox);
        await CheckAsync(sandbox);
    }

    [Fact]
    public async Task F46_what_this_version_leaves_can_be_kept_for_the_next_one()
    {
        await EarlierVault.MakeAsync(folder);
        await using var sandbox = await StartSandboxAsync();
        await EarlierVault.SeedAsync(folder, sandbox);
        await CheckAsync(sandbox);
    }

    [Fact]
    public async Task F46_members_that_a_later_version_added_are_passed_over()
    {
        await EarlierVault.MakeAsync(folder);
        await using var sandbox = await StartSandboxAsync();
        await EarlierVault.SeedAsync(folder, sandbox);
        await using (var later = await HubHost.StartAsync(EarlierVault.Setup(folder, sandbox)))
        {
            foreach (var id in later.Connections.Index.All.Select(entry => entry.Id).ToList())
            {
                var record = (await later.Get<IVault>().ReadAsync(ConnectionCodec.Name(id), CancellationToken.None))!;
                var properties = record.Properties.Append(new("of_a_later_version", "1")).ToDictionary();
                await later.Get<IVault>().CommitAsync(new VaultCommit(new VaultWrite(record.Name, record.Generation, properties, WithMore(record.Secret))), CancellationToken.None);
            }
        }
        await CheckAsync(sandbox);
    }

    public void Dispose() => folder.Dispose();

    private static Task<SandboxHost> StartSandboxAsync() => SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"));

    private async Task CheckAsync(SandboxHost sandbox)
    {
        await using var hub = await HubHost.StartAsync(EarlierVault.Setup(folder, sandbox));
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        var known = hub.Connections.Index.All.ToDictionary(entry => entry.Account.Id);
        Assert.Equal(["ada", "grace", "linus", "margaret"], known.Keys.Order(StringComparer.Ordinal)); // barbara has disconnected
        Assert.Equal((NeedsReconnect, ConnectionReason.GrantRevoked), (known["margaret"].State, known["margaret"].Reason));

        var served = (await hub.Agent.ReadAsync(query: "?account=ada")).Ok().AccessToken;
        (await sandbox.GetAsync("api/me", served)).Ok();
        Assert.Equal(0, await sandbox.RefreshRequestsAsync());

        var ada = await hub.StoredAsync(known["ada"].Id);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(ada));
        (await hub.StoredAsync(ada.Id)).AssertState(Active, null, 3);
        var linus = await hub.StoredAsync(known["linus"].Id);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(linus)); // from the journal
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
        var grace = await hub.StoredAsync(known["grace"].Id);
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(grace)); // its intent is open
        hub.Clock.Advance(TimeSpan.FromSeconds(3480) - TimeSpan.FromMinutes(20));
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(grace));

        foreach (var connection in new[] { ada, linus, grace }) await hub.AssertHoldsLiveGrantAsync(connection);
        var totals = (await sandbox.LedgerAsync()).GetProperty("totals");
        Assert.Equal((2, 0, 0), (totals.GetProperty("refreshes").GetInt32(), totals.GetProperty("reuses").GetInt32(), totals.GetProperty("api_401s").GetInt32()));
        Assert.Equal(HttpStatusCode.Conflict, (await hub.Agent.ReadAsync(query: "?account=margaret")).Status);
        await hub.Browser.SignInAsync();
        var github = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/platforms/github")).Ok().Json.GetProperty("registration");
        Assert.Equal("client-of-a-test", github.GetProperty("client_id").GetString());
    }

    /// <summary>The record with a member more in each of its objects.</summary>
    private static byte[] WithMore(ReadOnlyMemory<byte> json)
    {
        var record = JsonNode.Parse(json.Span)!.AsObject();
        foreach (var place in new[] { record, record["tokens"], record["account"], record["intent"], record["history"]![0] }.OfType<JsonObject>())
            place["of_a_later_version"] = new JsonObject { ["kept"] = new JsonArray(1, "two", null) };
        return System.Text.Encoding.UTF8.GetBytes(record.ToJsonString());
    }
}
