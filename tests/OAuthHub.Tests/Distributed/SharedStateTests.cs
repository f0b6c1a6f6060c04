using System.Net;
using System.Net.ServerSentEvents;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed;

/// <summary>Logins, app registrations and the dashboard's events, where the browser meets now this API and now that.</summary>
public sealed class SharedStateTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [RedisFact]
    public async Task A_login_that_began_at_one_API_ends_at_another()
    {
        await using var hubs = await SharedHubs.StartAsync(redis.Server);
        var callback = await BeginAsync(hubs);
        var end = await hubs[0].Browser.FinishAsync(At(hubs[1], callback));
        Assert.True(end["status"] == "success", string.Join(' ', end));
        (await hubs[1].Agent.ReadAsync()).Ok();
        Assert.Equal("state_used", (await hubs[0].Browser.FinishAsync(callback))["reason"]);
        Assert.Equal(1, await hubs.Sandbox.TotalAsync("exchanges"));
    }

    [RedisFact]
    public async Task A_callback_that_comes_to_two_APIs_many_times_at_once_is_exchanged_once()
    {
        await using var hubs = await SharedHubs.StartAsync(redis.Server);
        var callback = await BeginAsync(hubs);
        var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => hubs[0].Browser.FinishAsync(At(hubs[number % 2], callback))));
        Assert.Single(ends, end => end["status"] == "success");
        Assert.All(ends.Where(end => end["status"] == "error"), end => Assert.Equal("state_used", end["reason"]));
        Assert.Equal((1, 1), (await hubs.Sandbox.TotalAsync("exchanges"), await hubs.Sandbox.TotalAsync("token_requests")));
    }

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)] // the line that hears events breaks while the one for commands stands: nobody but the listener could notice
    public async Task An_app_registration_that_is_entered_at_one_API_is_used_by_the_other(bool doesTheLineBreak)
    {
        await using var hubs = await SharedHubs.StartAsync(redis.Server, 2, SecondPlatform.Unregistered(SecondPlatform.GitHub()));
        await hubs[0].Browser.SignInAsync();
        Assert.Equal(HttpStatusCode.Conflict, (await hubs[0].Browser.GetAsync(At(hubs[1], "/auth/github/login"))).Status);
        if (doesTheLineBreak) await (await redis.Server.OpenAsync()).ExecuteAsync("CLIENT", "KILL", "TYPE", "PUBSUB");
        (await hubs[0].Browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "entered-here", client_secret = "a-secret-of-an-app" })).Ok();
        Reply? login = null;
        await Waiting.UntilAsync(async () => (login = await hubs[0].Browser.GetAsync(At(hubs[1], "/auth/github/login"))).Status is HttpStatusCode.SeeOther);
        Assert.Equal("entered-here", Browser.Query(login!.Headers.Location!)["client_id"]);

        await hubs[0].Browser.CallAsync(HttpMethod.Delete, "/api/platforms/github/registration");
        await Waiting.UntilAsync(async () => (await hubs[0].Browser.GetAsync(At(hubs[1], "/auth/github/login"))).Status is HttpStatusCode.Conflict);
    }

    [RedisFact]
    public async Task The_dashboard_of_one_API_hears_of_what_another_process_did()
    {
        await using var hubs = await SharedHubs.StartAsync(redis.Server);
        // A browser of its own: connecting signs the other one in again, which ends that one's session and with it its stream.
        using var listener = hubs[0].NewBrowser();
        await listener.SignInAsync();
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = listener.Cookies }) { BaseAddress = new Uri(hubs[1].Address), Timeout = HubHost.Deadline };
        using var response = await client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await using var events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
        Assert.Equal("ready", (await NextAsync(events)).EventType);

        var connection = await hubs.ConnectAsync();
        var heard = await NextAsync(events);
        while (heard.EventType is "sessions") heard = await NextAsync(events); // the one that was replaced
        Assert.Equal(("connection", $$"""{"id":"{{connection.Id}}","platform":"sandbox","change":"connected"}"""), (heard.EventType, heard.Data));
    }

    private static async Task<Uri> BeginAsync(SharedHubs hubs)
    {
        await SharedHubs.CanSignInAsync(hubs[0].Browser);
        return await hubs[0].Browser.ApproveAsync(await hubs[0].Browser.BeginAsync());
    }

    /// <summary>The same address at another API; a load balancer would do that.</summary>
    private static Uri At(HubHost hub, Uri address) => new UriBuilder(address) { Port = new Uri(hub.Address).Port }.Uri;

    private static string At(HubHost hub, string path) => hub.Address + path;

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(HubHost.Deadline), "the stream ended");
        return events.Current;
    }
}
