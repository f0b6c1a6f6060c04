using System.Collections.Concurrent;
using System.Text;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using StackExchange.Redis;

namespace OAuthHub.Tests.Distributed;

/// <summary>Whoever reads Redis, or listens there, learns no secret and nobody's name.</summary>
public sealed class RedisContentsTests
{
    private const string ClientSecret = "canary-client-secret-0123456789";
    private const string Account = "margarethe-of-the-hills";
    private const string User = "somebody@example.com";

    [RedisFact]
    public async Task Nothing_that_a_run_leaves_in_Redis_or_sends_through_it_holds_a_secret_or_names_anybody()
    {
        await using var redis = await RedisServer.StartAsync();
        var seen = new ConcurrentQueue<string>();
        await (await redis.OpenAsync()).Multiplexer.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("*"), (channel, message) => seen.Enqueue($"{channel} {Encoding.Latin1.GetString((byte[])message!)}"));
        await using var hubs = await SharedHubs.StartAsync(redis, 2, RefreshSteps.Setup().With("OAuthHub:Sandbox:ClientSecret", ClientSecret));
        var hub = hubs[0];
        var secrets = new HashSet<string> { ClientSecret, HubHost.SignInToken, hub.Agent.Key, (await File.ReadAllTextAsync(hubs.Folder.File("master.key"))).Trim() };
        await hubs.Sandbox.TurnAsync(new { auto_approve_account = Account });

        // A login that is under way, one that ended, one for somebody else, a refresh that is under way, one that ended, a disconnect.
        await SharedHubs.CanSignInAsync(hub.Browser);
        secrets.Add(Browser.Query(await hub.Browser.BeginAsync())["state"]!);
        var authorization = await hub.Browser.BeginAsync();
        secrets.Add(Browser.Query(authorization)["state"]!);
        await LookAsync();
        var callback = await hub.Browser.ApproveAsync(authorization);
        secrets.Add(Browser.Query(callback)["code"]!);
        var connection = await hub.StoredAsync((await hub.Browser.FinishAsync(callback))["connection"]!);
        await KeepAsync();
        await hub.SaveForAsync(User, connection, "con_of_somebody");
        hubs.Advance(TimeSpan.FromMinutes(5));
        await hubs.Sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true });
        var refresh = hub.BeginRefresh(connection);
        await Waiting.UntilAsync(async () => await hubs.Sandbox.TotalAsync("refreshes") == 1);
        await LookAsync();
        await using (hubs.LetTimePass()) Assert.IsType<RefreshOutcome.Refreshed>(await refresh.WaitAsync(HubHost.Deadline));
        await KeepAsync();
        await hubs[1].Agent.ReadAsync();
        await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id);
        await LookAsync();
        foreach (System.Net.Cookie cookie in hub.Browser.Cookies.GetAllCookies()) secrets.Add(cookie.Value);

        // It was looked at while there was something to see.
        foreach (var kind in new[] { "lease:refresh:", "login:", "browser:", "due:sandbox", "platforms", "user:", "complete", "changes" })
            Assert.Contains(seen, text => text.Contains(kind, StringComparison.Ordinal));
        Assert.True(secrets.Count >= 13 && secrets.All(secret => secret.Length >= 16), $"{secrets.Count} secrets");
        foreach (var word in secrets.Concat([User, "somebody@", Account, connection.Account.Id, connection.Account.Name]))
            Assert.DoesNotContain(seen, text => text.Contains(word, StringComparison.OrdinalIgnoreCase));

        async Task LookAsync()
        {
            foreach (var (key, value) in await redis.DumpAsync()) seen.Enqueue($"{key} {value}");
        }

        async Task KeepAsync()
        {
            var tokens = (await hub.StoredAsync(connection.Id)).Tokens!;
            secrets.UnionWith([tokens.AccessToken.RevealSecret(), tokens.RefreshToken!.RevealSecret()]);
        }
    }
}
