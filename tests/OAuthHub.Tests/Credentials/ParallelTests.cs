using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Many callers at once, at a platform that rotates refresh tokens and punishes reuse: one exchange.</summary>
public sealed class ParallelTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    public async Task A138_many_reads_at_expiry_all_get_the_same_new_token_from_one_exchange(int callers)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(120));
        var replies = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => hub.Agent.ReadAsync()));
        var token = Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
        Assert.NotEqual(connection.Access(), token);
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((token, 2), (stored.Access(), stored.TokenGeneration));
        await AssertCleanAsync(hub, refreshes: 1);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task Fifty_callers_whose_token_was_refused_cause_one_exchange_each_round()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var seen = new HashSet<string> { connection.Access() };
        for (var round = 1; round <= 6; round++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(31));
            var rejected = (await hub.StoredAsync(connection.Id)).Tokens!.AccessToken.Fingerprint().ToString();
            var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = rejected })));
            Assert.True(seen.Add(Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct())));
            Assert.Equal(round + 1, (await hub.StoredAsync(connection.Id)).TokenGeneration);
            await AssertCleanAsync(hub, refreshes: round);
        }
        await hub.AssertNoneLoggedAsync([.. seen]);
    }

    [Fact]
    public async Task A139_a_thousand_refreshes_are_one_exchange_and_the_next_is_thirty_seconds_away()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var token = await FloodAsync(hub, 1000);
        Assert.NotEqual(connection.Access(), token);
        await AssertCleanAsync(hub, refreshes: 1);

        hub.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(token, await FloodAsync(hub, 50));
        await AssertCleanAsync(hub, refreshes: 1);
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(token, await FloodAsync(hub, 50));
        await AssertCleanAsync(hub, refreshes: 2);
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Active, 3), (stored.State, stored.TokenGeneration));
        await hub.AssertNoneLoggedAsync(connection.Access(), token);
    }

    /// <summary>How long they take and how much memory is measured, not tested: docs/performance.md.</summary>
    [Fact]
    public async Task A250_ten_thousand_reads_at_once_all_get_the_token_and_ask_nobody()
    {
        var quiet = new HubSetup();
        foreach (var category in (string[])["Default", "Microsoft.AspNetCore", "Microsoft.Hosting.Lifetime", "Quartz"]) quiet.Settings["Logging:LogLevel:" + category] = "Warning";
        var (hub, connection) = await HubHost.StartConnectedAsync(quiet);
        await using var _ = hub;
        var before = await Effects.TakeAsync(hub);
        // Written one behind the other, without waiting for an answer: all of them are there before the first is read.
        var ask = $"GET /credentials/sandbox HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {hub.Agent.Key}\r\n";
        var requests = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(ask + "\r\n", 99)) + ask + "Connection: close\r\n\r\n");
        var (ok, token) = (new Regex("HTTP/1\\.1 200 OK", RegexOptions.None, TimeSpan.FromSeconds(5)), new Regex('"' + Regex.Escape(connection.Access()) + '"', RegexOptions.None, TimeSpan.FromSeconds(5)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync()));
        Assert.Equal((10_000, 10_000), (answers.Sum(answer => ok.Count(answer)), answers.Sum(answer => token.Count(answer))));
        Assert.Equal(before, await Effects.TakeAsync(hub));

        async Task<string> AskAsync()
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", new Uri(hub.Address).Port);
            var stream = socket.GetStream();
            var sending = stream.WriteAsync(requests).AsTask();
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync();
            await sending;
            return answer;
        }
    }

    [Fact]
    public async Task Reads_refreshes_and_rejections_together_are_one_exchange()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        for (var round = 1; round <= 3; round++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(120));
            var rejected = (await hub.StoredAsync(connection.Id)).Tokens!.AccessToken.Fingerprint().ToString();
            var replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(caller => (caller % 3) switch
            {
                0 => hub.Agent.ReadAsync(),
                1 => hub.Agent.RefreshAsync(),
                _ => hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = rejected }),
            }));
            Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
            await AssertCleanAsync(hub, refreshes: round);
        }
    }

    private static async Task<string> FloodAsync(HubHost hub, int callers)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => hub.Agent.RefreshAsync()));
        return Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
    }

    /// <summary>So many exchanges, no spent token presented again, no family revoked.</summary>
    private static async Task AssertCleanAsync(HubHost hub, long refreshes)
    {
        var ledger = await hub.Sandbox.LedgerAsync();
        var totals = ledger.GetProperty("totals");
        Assert.Equal((refreshes, refreshes + 1, 0, 0), (Of(totals, "refreshes"), Of(totals, "token_requests"), Of(totals, "reuses"), Of(totals, "families_revoked")));
        Assert.Equal(1, Of(Assert.Single(ledger.GetProperty("grants").EnumerateArray()), "max_exchanges_of_one_refresh_token"));

        static long Of(JsonElement json, string name) => json.GetProperty(name).GetInt64();
    }
}
