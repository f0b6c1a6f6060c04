using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Webhooks;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Webhooks;

/// <summary>What becomes of connections is told once for each change, signed, again while it does not arrive, and across a restart.</summary>
public sealed class WebhookDeliveryTests
{
    [Fact]
    public async Task Each_change_of_state_is_told_once_signed_and_without_a_secret()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await HubHost.StartAsync(receiver.Hub());
        var (id, secret) = await hub.AddWebhookAsync();
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        var connection = await hub.ConnectAsync();
        await hub.DeliverAsync(receiver, 1);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await RefreshAsync(hub, connection.Id);
        var grant = (await hub.Sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("grant").GetString();
        using (await hub.Sandbox.Http.DeleteAsync("grants/" + grant)) hub.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var _ in (int[])[1, 2, 3]) await RefreshAsync(hub, connection.Id);
        await hub.DeliverAsync(receiver, 2);
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        await hub.DeliverAsync(receiver, 3);
        await hub.DeliverAsync();

        var received = receiver.Received.ToList();
        Assert.Equal(["connection.connected", "connection.needs_reconnect", "connection.disconnected"], received.Select(message => message.Type));
        Assert.All(received, message => Assert.True(message.IsSignedWith(secret)));
        Assert.Equal(3, received.Select(message => message.Id).Distinct().Count());
        var dead = received[1];
        Assert.Equal(hub.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), dead.Timestamp);
        Assert.Equal(hub.Clock.GetUtcNow(), dead.Json.GetProperty("timestamp").GetDateTimeOffset());
        Assert.Equal($$"""{"connection":"{{connection.Id}}","platform":"sandbox","user":"local","account":{"id":"{{connection.Account.Id}}","name":"{{connection.Account.Name}}"},"generation":2,"reason":"grant_revoked"}""", dead.Json.GetProperty("data").GetRawText());
        foreach (var word in (string[])[connection.Access(), connection.Refresh(), secret]) Assert.DoesNotContain(word, string.Concat(received.Select(message => message.Body)), StringComparison.Ordinal);

        var log = (await hub.Browser.CallAsync(HttpMethod.Get, $"/api/webhooks/{id}/deliveries")).Ok();
        Assert.Equal(["connection.disconnected delivered 204", "connection.needs_reconnect delivered 204", "connection.connected delivered 204"],
            log.Json.GetProperty("items").EnumerateArray().Select(one => $"{one.GetProperty("type").GetString()} {one.GetProperty("outcome").GetString()} {one.GetProperty("status").GetInt32()}"));
        Assert.DoesNotContain("whsec_", log.Body + (await hub.Browser.CallAsync(HttpMethod.Get, "/api/webhooks")).Body, StringComparison.Ordinal);
        Assert.Equal(0, await PendingAsync(hub));
        await hub.AssertNoneLoggedAsync(secret);
    }

    [Fact]
    public async Task A_message_that_does_not_arrive_is_tried_eight_times_over_a_day_with_one_id_and_is_then_given_up()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await HubHost.StartAsync(receiver.Hub());
        await hub.AddWebhookAsync("connection.connected");
        receiver.Status = 500;
        await hub.ConnectAsync();
        await hub.DeliverAsync(receiver, 1);
        var began = hub.Clock.GetUtcNow();
        for (var tries = 2; tries <= 8; tries++)
        {
            await hub.DeliverAsync(); // not yet
            Assert.Equal(tries - 1, receiver.Received.Count);
            if (tries == 3) receiver.Headers["Retry-After"] = "86400";
            hub.Clock.Advance(tries == 4 ? TimeSpan.FromDays(1) : TimeSpan.FromHours(11));
            await hub.DeliverAsync(receiver, tries);
            receiver.Headers.Clear();
        }
        Assert.Equal(0, await PendingAsync(hub));
        hub.Clock.Advance(TimeSpan.FromDays(2));
        await hub.DeliverAsync();
        Assert.Equal(8, receiver.Received.Count);
        Assert.Single(receiver.Received.Select(message => message.Id).Distinct());
        Assert.Equal(8, receiver.Received.Select(message => message.Timestamp).Distinct().Count()); // each try is signed anew
        Assert.Equal(began, (await hub.WebhookAsync()).GetProperty("failing_since").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_has_not_arrived_when_the_hub_stops_arrives_after_the_next_start()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        string secret;
        await using (var hub = await HubHost.StartAsync(receiver.Hub(new HubSetup { Folder = folder })))
        {
            (_, secret) = await hub.AddWebhookAsync();
            await hub.ConnectAsync(); // nothing is sent: no worker runs here
        }
        Assert.Empty(receiver.Received);
        await using var again = await HubHost.StartAsync(receiver.Hub(new HubSetup { Folder = folder }));
        await again.DeliverAsync(receiver, 1);
        Assert.True(Assert.Single(receiver.Received).IsSignedWith(secret));
        Assert.Equal("connection.connected", receiver.Received.Single().Type);
    }

    [Theory]
    [InlineData(500, "failing")]
    [InlineData(410, "gone")]
    public async Task An_endpoint_that_does_not_come_back_is_switched_off_and_said_so_and_can_be_switched_on(int status, string reason)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await HubHost.StartAsync(receiver.Hub());
        var (id, _) = await hub.AddWebhookAsync();
        receiver.Status = status;
        var connection = await hub.ConnectAsync();
        await hub.DeliverAsync(receiver, 1);
        if (reason == "failing")
        {
            Assert.True((await hub.WebhookAsync()).GetProperty("enabled").GetBoolean());
            hub.Clock.Advance(TimeSpan.FromDays(5));
            await hub.DeliverAsync(receiver, 2);
        }
        await Waiting.UntilAsync(async () => !(await hub.WebhookAsync()).GetProperty("enabled").GetBoolean());
        Assert.Equal(reason, (await hub.WebhookAsync()).GetProperty("disabled_reason").GetString());
        Assert.Contains($"is switched off: {reason}", hub.Logs.All, StringComparison.Ordinal);
        var count = receiver.Received.Count;
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        hub.Clock.Advance(TimeSpan.FromDays(1));
        await hub.DeliverAsync();
        Assert.Equal(count, receiver.Received.Count);

        receiver.Status = 200;
        var on = (await hub.Browser.CallAsync(HttpMethod.Patch, "/api/webhooks/" + id, new { enabled = true })).Ok().Json;
        Assert.Equal((true, System.Text.Json.JsonValueKind.Null), (on.GetProperty("enabled").GetBoolean(), on.GetProperty("failing_since").ValueKind));
        await hub.ConnectAsync();
        await hub.DeliverAsync(receiver, count + 1);
        Assert.Equal("connection.connected", receiver.Received.Last().Type);
    }

    [Fact]
    public async Task While_a_secret_is_replaced_both_sign_and_a_day_later_the_new_one_alone()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var hub = await HubHost.StartAsync(receiver.Hub());
        var (id, old) = await hub.AddWebhookAsync();
        var changed = (await hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/secret")).Ok();
        Assert.True(changed.Headers.CacheControl?.NoStore);
        var current = changed.Json.GetProperty("secret").GetString()!;
        Assert.NotEqual(old, current);
        Assert.True((await hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/test")).Ok().Json.GetProperty("delivered").GetBoolean());
        hub.Clock.Advance(TimeSpan.FromHours(24));
        (await hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/test")).Ok();
        var (first, second) = (receiver.Received.First(), receiver.Received.Last());
        Assert.Equal("test", first.Type);
        Assert.Equal((true, true), (first.IsSignedWith(old), first.IsSignedWith(current)));
        Assert.Equal((false, true), (second.IsSignedWith(old), second.IsSignedWith(current)));
        await hub.AssertNoneLoggedAsync(old, current);
    }

    [Fact]
    public void The_pauses_grow_spread_by_a_fifth_and_grant_what_the_endpoint_asks_for()
    {
        var (least, most) = (Enumerable.Range(1, 7).Select(failures => WebhookSchedule.PauseAfter(failures, 0)!.Value).ToList(), Enumerable.Range(1, 7).Select(failures => WebhookSchedule.PauseAfter(failures, 1)!.Value).ToList());
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6)), (least[0], most[0]));
        Assert.Equal(least.Order(), least);
        Assert.InRange(new TimeSpan(least.Sum(pause => pause.Ticks)) / 0.8, TimeSpan.FromHours(23), TimeSpan.FromHours(26));
        Assert.Null(WebhookSchedule.PauseAfter(WebhookSchedule.Tries, 0));
        Assert.Equal(TimeSpan.FromHours(1), WebhookSchedule.PauseAfter(1, 0, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromDays(1), WebhookSchedule.PauseAfter(1, 0, TimeSpan.FromDays(9)));
        Assert.Equal(TimeSpan.FromSeconds(4), WebhookSchedule.PauseAfter(1, 0, TimeSpan.FromSeconds(-1)));
    }

    private static Task<RefreshOutcome> RefreshAsync(HubHost hub, string id) => hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Asked), CancellationToken.None);

    private static async Task<int> PendingAsync(HubHost hub)
    {
        var count = 0;
        await foreach (var entry in hub.Get<IVault>().ListAsync(CancellationToken.None))
            if (entry.Name is { Kind: VaultKind.WebhookDelivery }) count++;
        return count;
    }
}
