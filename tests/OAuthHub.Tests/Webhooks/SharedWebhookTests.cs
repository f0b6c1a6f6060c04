using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Distributed;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Events;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Webhooks;

/// <summary>With several processes and a Redis: what one of them brings about all of them tell their listeners, and one message goes out.</summary>
public sealed class SharedWebhookTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [RedisFact]
    public async Task One_change_is_one_message_whichever_process_made_it_and_however_many_deliver_and_agents_hear_it_at_each()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hubs = await SharedHubs.StartAsync(redis.Server, 0, receiver.Hub(RefreshSteps.Setup()));
        foreach (var _ in (int[])[1, 2]) await hubs.AddAsync(receiver.Hub().Services);
        await hubs[0].AddWebhookAsync("connection.connected", "connection.refreshed", "connection.disconnected");
        await Waiting.UntilAsync(() => hubs[1].Get<Core.Webhooks.WebhookStore>().Known.Any());
        await using var listener = await AgentListener.OpenAsync(hubs[1], hubs[1].Agent.Key);
        var connection = await hubs.ConnectAsync();
        Assert.Equal("connected", (await listener.NextAsync()).Type);
        hubs.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<RefreshOutcome.Refreshed>(await hubs[0].RefreshAsync(connection));
        Assert.Equal("refreshed", (await listener.NextAsync()).Type);

        await Waiting.UntilAsync(async () =>
        {
            await Task.WhenAll(hubs.All.Select(hub => hub.DeliverAsync()));
            return receiver.Received.Count >= 2;
        });
        // A flush loses no message that was not sent, and sends none again that was.
        receiver.Status = 503;
        await hubs[0].Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id);
        await Waiting.UntilAsync(async () =>
        {
            await hubs[0].DeliverAsync();
            return receiver.Received.Count >= 3;
        });
        receiver.Status = 204;
        await redis.Server.FlushAsync();
        await Waiting.UntilAsync(() => hubs[0].Get<ISharedIndex>().IsCompleteAsync(CancellationToken.None).AsTask());
        hubs.Advance(TimeSpan.FromMinutes(1));
        await Waiting.UntilAsync(async () =>
        {
            await Task.WhenAll(hubs.All.Select(hub => hub.DeliverAsync()));
            return receiver.Received.Count >= 4;
        });
        Assert.Equal(["connection.connected", "connection.disconnected", "connection.refreshed"], receiver.Received.DistinctBy(message => message.Id).Select(message => message.Type).Order());
        Assert.Equal(4, receiver.Received.Count);
    }
}
