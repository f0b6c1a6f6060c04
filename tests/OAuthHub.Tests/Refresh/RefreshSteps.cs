using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

/// <summary>What the tests of refreshing do again and again.</summary>
internal static class RefreshSteps
{
    /// <summary>A hub whose tokens live an hour, at a platform with this leeway, which both the platform and the catalogue know.</summary>
    public static HubSetup Setup(string leeway = "none", int seconds = 0, bool rotates = true, string? says = null) => new()
    {
        Settings =
        {
            ["OAuthHub:Sandbox:AccessTokenSeconds"] = "3600",
            ["OAuthHub:Sandbox:Leeway"] = leeway,
            ["OAuthHub:Sandbox:LeewaySeconds"] = $"{(seconds == 0 ? 30 : seconds)}",
            ["OAuthHub:Sandbox:RotateRefreshTokens"] = $"{rotates}",
            ["OAuthHub:Platforms:sandbox:Refresh:Rotation"] = rotates ? "rotates" : "static",
            ["OAuthHub:Platforms:sandbox:Refresh:Leeway"] = says ?? leeway,
            ["OAuthHub:Platforms:sandbox:Refresh:LeewaySeconds"] = $"{seconds}",
        },
    };

    /// <summary>What the catalogue says of that platform, for a hub that is a process and has its sandbox elsewhere.</summary>
    public static (string Key, string Value)[] CatalogueSettings(string leeway, int seconds = 0) =>
        [.. Setup(leeway, seconds).Settings.Where(pair => pair.Key.Contains("Platforms", StringComparison.Ordinal)).Select(pair => (pair.Key, pair.Value!))];

    public static HubSetup With(this HubSetup setup, string key, string value)
    {
        setup.Settings[key] = value;
        return setup;
    }

    /// <summary>A connection that was made five minutes ago: old enough to be refreshed when somebody asks.</summary>
    public static async Task<(HubHost Hub, Connection Connection)> StartAgedAsync(HubSetup? setup = null)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(setup ?? Setup());
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        return (hub, connection);
    }

    public static Task<RefreshOutcome> BeginRefresh(this HubHost hub, Connection connection, RefreshReason reason = RefreshReason.Asked) =>
        hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(reason), CancellationToken.None);

    public static Task<RefreshOutcome> RefreshAsync(this HubHost hub, Connection connection, RefreshReason reason = RefreshReason.Asked) =>
        hub.BeginRefresh(connection, reason).WaitAsync(HubHost.Deadline);

    /// <summary>Begins a refresh whose answer the platform holds back (fault delay), and returns when it does.</summary>
    public static async Task<Task<RefreshOutcome>> BeginSlowAsync(this HubHost hub, Connection connection, double seconds, bool committed)
    {
        (await hub.Sandbox.FaultAsync(new { kind = "delay", seconds, after_commit = committed })).Ok();
        var armed = hub.Clock.ArmedTimers;
        var refresh = hub.BeginRefresh(connection);
        await hub.Clock.WaitForTimersAsync(armed + 2).WaitAsync(HubHost.Deadline); // the hub's time-out and the platform's delay
        return refresh;
    }

    /// <summary>Moves on and runs one round of the worker to its end.</summary>
    public static async Task SweepAsync(this HubHost hub, TimeSpan after)
    {
        hub.Clock.Advance(after);
        await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline);
    }

    /// <summary>
    /// Does what a process did that died after the platform's answer: the intent is in the vault, the refresh token is spent. Returns
    /// the answer as a journal holds it.
    /// </summary>
    public static async Task<byte[]> ExchangeAsDeadProcessAsync(this HubHost hub, Connection connection, bool send = true)
    {
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        var now = hub.Clock.GetUtcNow();
        var intent = new RefreshIntent(GoneOwner, stored.Connection.TokenGeneration, now, now + RefreshTimes.Guard, 1);
        Assert.NotNull(await hub.Connections.SaveAsync(stored.Connection with { Intent = intent }, stored.Generation, null, CancellationToken.None));
        if (!send) return [];
        var client = hub.Get<PlatformClients>().Find(stored.Connection)!;
        var answer = await hub.Get<TokenEndpoint>().RefreshAsync(client, stored.Connection.Tokens!.RefreshToken, stored.Connection.Tokens.AccessToken, CancellationToken.None);
        return Assert.IsType<TokenAnswer.Received>(answer).Raw.Serialize();
    }

    /// <summary>Moves on to when the connection may be tried again, and tries.</summary>
    public static async Task<RefreshOutcome> RetryAsync(this HubHost hub, Connection connection)
    {
        if ((await hub.StoredAsync(connection.Id)).NextAttemptAt is { } next && next > hub.Clock.GetUtcNow()) hub.Clock.Advance(next - hub.Clock.GetUtcNow());
        return await hub.RefreshAsync(connection);
    }

    public static async Task<JsonElement> GrantLedgerAsync(this SandboxControls sandbox, string account = "ada", int index = 0) =>
        (await sandbox.LedgerAsync($"?account={account}")).GetProperty("grants").EnumerateArray().OrderBy(grant => grant.GetProperty("grant").GetString()!.Length).ThenBy(grant => grant.GetProperty("grant").GetString(), StringComparer.Ordinal).ElementAt(index);

    /// <summary>How many requests with a refresh token the platform saw, whatever came of them.</summary>
    public static async Task<int> RefreshRequestsAsync(this SandboxControls sandbox) =>
        (await sandbox.GetAsync("ledger")).Json.GetProperty("requests").EnumerateArray().Count(request => request.GetProperty("grant_type").GetString() == "refresh_token");

    /// <summary>The one invariant: what the vault ends with is a refresh token that the platform accepts.</summary>
    public static async Task AssertHoldsLiveGrantAsync(this HubHost hub, Connection connection, int grant = 0)
    {
        var ledger = await hub.Sandbox.GrantLedgerAsync(connection.Account.Id, grant);
        Assert.False(ledger.GetProperty("revoked").GetBoolean(), ledger.GetRawText());
        var live = ledger.GetProperty("live_refresh_token_sha256s").EnumerateArray().Select(hash => hash.GetString());
        Assert.Contains((await hub.StoredAsync(connection.Id)).Tokens!.RefreshToken!.Fingerprint().ToString(), live);
    }

    public static void AssertState(this Connection connection, ConnectionState state, string? reason, long generation) =>
        Assert.Equal((state, reason, generation), (connection.State, connection.Reason, connection.TokenGeneration));

    /// <summary>An owner of intents that certainly lives no more.</summary>
    public static string GoneOwner { get; } = string.Join(':', [.. ProcessIdentity.Own.Split(':')[..2], "999999999", "1", "dead"]);

    /// <summary>Waits, with a deadline, until something has happened that no task tells of.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < HubHost.Deadline, "In vain waited for: " + what);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
