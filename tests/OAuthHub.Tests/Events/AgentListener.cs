using System.Net.ServerSentEvents;
using System.Text.Json;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Events;

/// <summary>An agent that listens to <c>GET /events</c>.</summary>
internal sealed class AgentListener : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly HttpResponseMessage response;
    private readonly Stream stream;
    private readonly IAsyncEnumerator<SseItem<string>> events;

    private AgentListener(HttpClient http, HttpResponseMessage response, Stream stream)
    {
        (this.http, this.response, this.stream) = (http, response, stream);
        events = SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator();
    }

    public static async Task<AgentListener> OpenAsync(HubHost hub, string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(hub.Address), Timeout = HubHost.Deadline };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var opened = await client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.True(opened.IsSuccessStatusCode, $"{(int)opened.StatusCode}");
        var listener = new AgentListener(client, opened, await opened.Content.ReadAsStreamAsync());
        Assert.Equal("ready", (await listener.NextAsync()).Type);
        return listener;
    }

    /// <summary>The next event; heartbeats only where they are what is waited for.</summary>
    public async Task<(string Type, JsonElement Data, string Text)> NextAsync(bool heartbeats = false)
    {
        do
        {
            Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(HubHost.Deadline), "the stream ended");
        }
        while (!heartbeats && events.Current.EventType == "heartbeat");
        return (events.Current.EventType, JsonDocument.Parse(events.Current.Data).RootElement, events.Current.Data);
    }

    /// <summary>The hub has ended the stream.</summary>
    public async Task EndsAsync() => Assert.False(await events.MoveNextAsync().AsTask().WaitAsync(HubHost.Deadline));

    public async ValueTask DisposeAsync()
    {
        // The enumerator may wait for the next event: the connection's end ends it.
        response.Dispose();
        await stream.DisposeAsync();
        http.Dispose();
    }
}
