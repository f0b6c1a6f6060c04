using System.Globalization;
using System.Net;
using OAuthHub.Api.Credentials;
using OAuthHub.Core.Agents;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Keys that nobody was given, in any number and any form.</summary>
public sealed class WrongKeyTests
{
    [Fact]
    public async Task A132_whoever_guesses_is_refused_after_twenty_a_minute_and_a_right_key_works_on()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var before = await Effects.TakeAsync(hub);
        for (var number = 0; number < 20; number++) Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync(hub, number)).Status);
        foreach (var again in (int[])[20, 21, 3, 1000])
        {
            var refused = await GuessAsync(hub, again);
            Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (refused.Status, refused.Code));
            Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);
        }
        // Also at MCP, and by the other header.
        using var other = new HttpRequestMessage(HttpMethod.Get, "/credentials");
        other.Headers.Add("X-API-Key", "ohk_guess-of-another-kind");
        Assert.Equal("rate_limited", (await hub.Agent.SendAsync(other)).Code);
        Assert.Equal("rate_limited", (await GuessAsync(hub, 30, "/mcp")).Code);
        // Agents share the address of whatever stands before the hub.
        Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        Assert.Single(hub.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("127.0.0.1 has brought 20 different wrong agent keys", StringComparison.Ordinal));
        await hub.AssertNoneLoggedAsync(KeyOf(0), KeyOf(20), KeyOf(1000));

        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync(hub, 2000)).Status);
    }

    [Fact]
    public async Task An_agent_with_one_old_key_is_told_so_however_often_it_asks()
    {
        await using var hub = await HubHost.StartAsync();
        for (var time = 0; time < 40; time++) Assert.Equal("unauthorized", (await GuessAsync(hub, 1)).Code);
        using var keyless = new AgentClient(hub.Address, key: null);
        for (var time = 0; time < 40; time++) Assert.Equal("unauthorized", (await keyless.SendAsync(HttpMethod.Get, "/credentials")).Code);
    }

    [Fact]
    public void A132_addresses_are_counted_each_by_itself_and_take_no_memory_without_end()
    {
        var clock = new FakeClock(HubHost.Start);
        var wrong = new WrongKeys(clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<WrongKeys>.Instance);
        for (var number = 0; number < 20; number++) Assert.Null(wrong.Note(IPAddress.Parse("2001:db8::1"), Hash(number)));
        Assert.NotNull(wrong.Note(IPAddress.Parse("2001:db8::ffff"), Hash(20))); // of the same network
        Assert.Null(wrong.Note(IPAddress.Parse("2001:db8:0:1::1"), Hash(20)));
        Assert.Null(wrong.Note(IPAddress.Parse("192.0.2.1"), Hash(20)));
        Assert.Null(wrong.Note(IPAddress.Parse("::ffff:192.0.2.1"), Hash(21)));
        Assert.Null(wrong.Note(null, null));
        // From too many addresses at once, they share what is left.
        var refused = 0;
        for (var number = 0; number < 10_000; number++)
            if (wrong.Note(new IPAddress([10, 0, (byte)(number >> 8), (byte)number]), Hash(number)) is not null) refused++;
        Assert.InRange(refused, 5_000, 6_000);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(wrong.Note(IPAddress.Parse("10.0.39.15"), Hash(1)));

        static KeyHash? Hash(int number) => KeyHash.Of(KeyOf(number));
    }

    [Fact]
    public async Task A125_a_key_without_end_or_of_other_letters_is_refused_and_a_break_makes_no_header()
    {
        await using var hub = await HubHost.StartAsync();
        var before = await Effects.TakeAsync(hub);
        Assert.StartsWith("HTTP/1.1 431", await hub.RawAsync("GET /credentials HTTP/1.1\r\nAuthorization: Bearer " + new string('k', 1024 * 1024)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await hub.RawAsync("GET /credentials HTTP/1.1\r\nAuthorization: Bearer " + new string('k', 16 * 1024)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await hub.RawAsync("GET /credentials HTTP/1.1\r\nAuthorization: Bearer ohk_schl\u00c3\u00bcssel"), StringComparison.Ordinal); // UTF-8
        foreach (var broken in (string[])["Bearer ohk_\u00fc", "Bearer ohk_a\r\nno header", "Bearer ohk_a\nX: y\rz", "Bearer ohk_\0"])
            Assert.StartsWith("HTTP/1.1 400", await hub.RawAsync("GET /credentials HTTP/1.1\r\nAuthorization: " + broken), StringComparison.Ordinal);
        // A break begins another header, and that one counts for itself.
        Assert.StartsWith("HTTP/1.1 401", await hub.RawAsync("GET /credentials HTTP/1.1\r\nAuthorization: Bearer ohk_a\r\nX-Forwarded-User: local"), StringComparison.Ordinal);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        Assert.DoesNotContain(new string('k', 100), hub.Logs.All, StringComparison.Ordinal);
    }

    private static string KeyOf(int number) => "ohk_guess-" + number.ToString("d40", CultureInfo.InvariantCulture);

    private static async Task<Reply> GuessAsync(HubHost hub, int number, string path = "/credentials/sandbox")
    {
        using var agent = new AgentClient(hub.Address, KeyOf(number));
        return await agent.SendAsync(HttpMethod.Get, path);
    }
}
