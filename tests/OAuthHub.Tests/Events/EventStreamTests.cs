using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Events;

/// <summary><c>/api/events</c>: hints to the dashboard, of one's own connections only.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task A_person_hears_of_their_own_connections_and_of_platforms_and_of_nobody_elses()
    {
        var (hub, mine) = await HubHost.StartConnectedAsync(SecondPlatform.Unregistered(SecondPlatform.GitHub()));
        await using var _ = hub;
        using var client = Client(hub);
        using var response = await OpenAsync(client);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await using var events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
        Assert.Equal("ready", (await NextAsync(events)).EventType);

        await hub.SaveForAsync("bob", mine, "con_of_bob"); // not heard of
        await hub.Agent.RefreshAsync();
        await hub.Browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "id", client_secret = "a-secret-of-an-app" });
        await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + mine.Id);
        var stored = await hub.StoredAsync(mine.Id);

        var heard = new List<SseItem<string>>();
        while (heard.Count < 4) heard.Add(await NextAsync(events));
        Assert.Equal(["connection", "platform", "connection", "connection"], heard.Select(item => item.EventType));
        Assert.Equal($$"""{"id":"{{mine.Id}}","platform":"sandbox","change":"refreshed"}""", heard[0].Data);
        Assert.Equal("""{"id":"github","platform":"github","change":"registration"}""", heard[1].Data);
        Assert.Equal($$"""{"id":"{{mine.Id}}","platform":"sandbox","change":"disconnected"}""", heard[2].Data);
        var all = string.Concat(heard.Select(item => item.Data));
        foreach (var secret in new[] { mine.Access(), mine.Refresh(), "a-secret-of-an-app", "bob", "con_of_bob" }) Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        Assert.Null(stored.Tokens);
        await hub.AssertNoneLoggedAsync(mine.Access(), mine.Refresh(), "a-secret-of-an-app");
    }

    [Fact]
    public async Task A_quiet_stream_shows_every_fifteen_seconds_that_it_lives()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        using var client = Client(hub);
        using var response = await OpenAsync(client);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await using var events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
        Assert.Equal("ready", (await NextAsync(events)).EventType);
        for (var beat = 0; beat < 2; beat++)
        {
            // The stream arms its timer once it has begun to wait: advance until it is heard.
            var next = NextAsync(events);
            await ConnectionSteps.UntilAsync(() =>
            {
                if (!next.IsCompleted) hub.Clock.Advance(TimeSpan.FromSeconds(15));
                return Task.FromResult(next.IsCompleted);
            }, "a heartbeat was heard");
            Assert.Equal("heartbeat", (await next).EventType);
        }
    }

    [Fact]
    public async Task Without_a_session_there_is_no_stream()
    {
        await using var hub = await HubHost.StartAsync();
        using var client = Client(hub);
        using var response = await OpenAsync(client);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.Authorization = new("Bearer", hub.Agent.Key);
        using var agent = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.Unauthorized, agent.StatusCode);
    }

    [Fact]
    public async Task A_stop_of_the_hub_ends_the_streams_instead_of_waiting_for_them()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        using var client = Client(hub);
        using var response = await OpenAsync(client);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        await hub.StopAsync().WaitAsync(HubHost.Deadline);
        Assert.Contains("ready", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private static HttpClient Client(HubHost hub) => new(new SocketsHttpHandler { CookieContainer = hub.Browser.Cookies }) { BaseAddress = new Uri(hub.Address), Timeout = HubHost.Deadline };

    private static Task<HttpResponseMessage> OpenAsync(HttpClient client) => client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);

    private static async Task<SseItem<string>> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(HubHost.Deadline), "the stream ended");
        return events.Current;
    }
}
