using System.Net;
using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes;

/// <summary>Accounts that were connected through the real flow at a sandbox that outlives the hub, and what has become of them.</summary>
internal sealed class Population(SandboxHost sandbox, Browser browser)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Connections that needed a person, each with the reason that the hub gave.</summary>
    public List<(string Account, string Reason)> Lost { get; } = [];

    public static Task<SandboxHost> StartSandboxAsync(int accessTokenSeconds) => SandboxHost.StartInRealTimeAsync(
        ("AutoApprove", "true"), ("AccessTokenSeconds", $"{accessTokenSeconds}"), ("ReuseDetection", "true"), ("Leeway", "None"));

    public async Task<IReadOnlyList<string>> ConnectAsync(int count)
    {
        await browser.SignInAsync();
        var accounts = Enumerable.Range(1, count).Select(number => $"person-{number}").ToList();
        foreach (var account in accounts) await ConnectAsync(account, "");
        return accounts;
    }

    /// <summary>The same, several people at a time, some through each of the hubs.</summary>
    public static async Task<IReadOnlyList<string>> ConnectAsync(int count, IReadOnlyList<string> hubs)
    {
        var accounts = Enumerable.Range(1, count).Select(number => $"person-{number}").ToList();
        await Parallel.ForEachAsync(accounts.Chunk(20), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (some, _) =>
        {
            using var browser = new Browser(hubs[accounts.IndexOf(some[0]) / some.Length % hubs.Count]);
            await browser.SignInAsync();
            foreach (var account in some) AssertSuccess(await browser.ConnectPatientlyAsync(hint: "&login_hint=" + account));
        });
        return accounts;
    }

    public async Task<IReadOnlyList<JsonElement>> ListAsync()
    {
        await browser.SignInAsync();
        return [.. (await browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items").EnumerateArray()];
    }

    /// <summary>Does what the hub asks the person to do: connects the lost ones again.</summary>
    public async Task ReconnectLostAsync()
    {
        foreach (var connection in await ListAsync())
        {
            if (Text(connection, "state") is not "needs_reconnect") continue;
            var account = connection.GetProperty("account").GetProperty("id").GetString()!;
            Lost.Add((account, Text(connection, "reason")!));
            await ConnectAsync(account, "?connection=" + Text(connection, "id"));
        }
    }

    /// <summary>Waits until each connection was refreshed after that time, or is given up: nothing is open any more.</summary>
    /// <param name="pause">Between two looks at all of them; a tenth of a second if not said.</param>
    public async Task RestAsync(DateTimeOffset after, TimeSpan? pause = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await ReconnectLostAsync();
            var open = (await ListAsync()).Where(connection => Text(connection, "state") is not "active" || connection.GetProperty("last_refreshed_at") is not { ValueKind: JsonValueKind.String } last || last.GetDateTimeOffset() < after).ToList();
            if (open.Count == 0) return;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Deadline, $"After {Deadline} these have not come to rest: {string.Join('\n', open)}");
            await Task.Delay(pause ?? TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>
    /// The vault and the platform agree: each account has one live grant, the hub holds the very refresh token that the platform
    /// takes next, and no refresh token was ever exchanged twice. Returns the ledger.
    /// </summary>
    /// <param name="folder">The data folder of hubs that have ended.</param>
    public async Task<JsonElement> AssertAgreementAsync(TemporaryFolder folder)
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, RealTime = true, SandboxAddress = sandbox.Address });
        var ledger = await sandbox.LedgerAsync();
        var grants = ledger.GetProperty("grants").EnumerateArray().ToLookup(grant => Text(grant, "account"));
        foreach (var summary in hub.Connections.Index.All)
        {
            var connection = await hub.StoredAsync(summary.Id);
            Assert.True(connection is { State: ConnectionState.Active, Intent: null }, $"{connection} has not come to rest: {string.Join(' ', connection.History.TakeLast(3))}");
            var live = Assert.Single(grants[connection.Account.Id], grant => !grant.GetProperty("revoked").GetBoolean());
            Assert.Equal(Text(live, "current_refresh_token_sha256"), SandboxHost.Fingerprint(connection.Tokens!.RefreshToken!.RevealSecret()));
        }
        Assert.Equal(grants.Count, hub.Connections.Index.Count);
        Assert.All(grants.SelectMany(grant => grant), grant => Assert.InRange(grant.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), 0, 1));
        return ledger;
    }

    public static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private async Task ConnectAsync(string account, string query)
    {
        Assert.Equal(HttpStatusCode.OK, (await sandbox.TurnAsync(new { auto_approve_account = account })).Status);
        AssertSuccess(await browser.ConnectPatientlyAsync(query));
    }

    private static void AssertSuccess(Dictionary<string, string?> end) => Assert.True(end["status"] == "success", string.Join(' ', end));
}
