using System.Net;
using System.Text.Json;
using System.Xml;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>Drives a real hub through everything that happens to a connection at one platform, and holds every byte against the fixture.</summary>
internal sealed class WireRun : IAsyncDisposable
{
    private const string PublicUrl = "https://hub.example";

    private readonly string id;
    private readonly WireFixture fixture;
    private readonly WireText text;
    private readonly WireScript script;
    private readonly ScriptedPlatform platform;
    private readonly HubHost hub;
    private readonly WireBrowser browser;

    private WireRun(string id, WireFixture fixture, WireText text, WireScript script, ScriptedPlatform platform, HubHost hub)
    {
        (this.id, this.fixture, this.text, this.script, this.platform, this.hub) = (id, fixture, text, script, platform, hub);
        browser = new WireBrowser(hub.Address);
    }

    /// <param name="client">The entry whose app registration is used.</param>
    public static async Task<WireRun> StartAsync(string id, string client, WireFixture fixture, TemporaryFolder? folder = null)
    {
        HubHost? host = null;
        var words = new WireText($"{PublicUrl}/auth/{id}/callback", fixture.Registration.ClientId, () => host!.Clock.GetUtcNow());
        var plan = new WireScript(words);
        var server = new ScriptedPlatform(plan.Answer, words.Fill);
        var settings = new Dictionary<string, string?> { ["OAuthHub:PublicUrl"] = PublicUrl, ["OAuthHub:Sandbox:Enabled"] = "false" };
        var section = $"OAuthHub:Platforms:{client}:";
        if (!fixture.Registration.Automatic) settings[section + "ClientId"] = fixture.Registration.ClientId;
        settings[section + "ClientSecret"] = fixture.Registration.ClientSecret;
        for (var i = 0; i < fixture.Registration.Scopes.Count; i++) settings[$"{section}Scopes:{i}"] = fixture.Registration.Scopes[i];
        foreach (var (name, value) in fixture.Registration.Variables) settings[$"{section}Variables:{name}"] = value;
        foreach (var (name, value) in fixture.Registration.Settings) settings[section + name] = value;
        host = await HubHost.StartAsync(new HubSetup
        {
            Settings = settings,
            Folder = folder,
            Services = services =>
            {
                // Both ways out: what the operator named, and what a person typed.
                foreach (var name in (string[])[PlatformHttp.ClientName, PlatformHttp.GuardedClientName])
                    services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler((handler, _) => server.Divert((SocketsHttpHandler)handler));
            },
        });
        words.ClientKey = () => fixture.Registration.Settings.TryGetValue("PrivateKey", out var pem) ? WireSignatures.PublicHalf(pem) : PublishedKey(host, id);
        return new WireRun(id, fixture, words, plan, server, host);
    }

    /// <summary>What the platform reads there who asks.</summary>
    private static string PublishedKey(HubHost hub, string id)
    {
        using var http = new HttpClient();
        return JsonDocument.Parse(http.GetStringAsync($"{hub.Address}/oauth/client-metadata/{id}.json").WaitAsync(HubHost.Deadline).GetAwaiter().GetResult()).RootElement.GetProperty("jwks").GetProperty("keys")[0].GetRawText();
    }

    /// <summary>One hub for all: each step begins with a login, so that none rests on another's tokens.</summary>
    public async Task DriveAsync()
    {
        await RevokeAsync(await ConnectAsync());
        if (fixture.Dead is { } dead) await DieAsync(await ConnectAsync(), dead);
        await RefreshAsync(await ConnectAsync());
        if (fixture.Temporary is { } temporary) await FailAsync(await ConnectAsync(), temporary);
        await hub.AssertNoneLoggedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await hub.DisposeAsync();
        await platform.DisposeAsync();
        text.Dispose();
    }

    private async Task<Connection> ConnectAsync()
    {
        text.Forget();
        await browser.SignInAsync(); // a step before may have taken longer than a session lasts
        script.Expect("login", fixture.Before);
        var ask = string.Join('&', fixture.Ask.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var start = await browser.GetAsync($"/auth/{id}/login?{ask}");
        script.Settle($"{start.Status} {start.Body}");
        Assert.True(start.Status is HttpStatusCode.SeeOther, $"login: {start.Status} {start.Body}");
        Assert.Null(text.Compare(fixture.Login, start.Headers.Location!.OriginalString));

        script.Expect("connect", fixture.Connect);
        var end = await browser.GetAsync($"/auth/{id}/callback?{text.Sign(fixture.Callback, fixture.Registration.ClientSecret)}");
        var query = Browser.Query(new Uri(new Uri(PublicUrl), end.Headers.Location!));
        script.Settle(end.Headers.Location!.OriginalString);
        Assert.True(query["status"] == "success", end.Headers.Location!.OriginalString);
        var connection = await hub.StoredAsync(query["connection"]!);
        await CheckAsync(connection);
        return connection;
    }

    private async Task CheckAsync(Connection connection)
    {
        var expected = fixture.Connected;
        Assert.Equal(expected.Account, new WireAccount(connection.Account.Id, connection.Account.Name, connection.Account.AvatarUrl));
        Assert.Equal(expected.Scopes, connection.GrantedScopes);
        Assert.Equal(expected.Refreshable, connection.Tokens!.HasRefreshToken);
        Assert.Equal(expected.Resources, connection.Resources.Select(resource => new WireResource(resource.Kind, resource.Id, resource.Name)));
        Assert.Equal(expected.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal), connection.Stored.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(expected.OtherTokens.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            connection.Tokens.Others.Select(other => KeyValuePair.Create(other.Key, other.Value.AccessToken.RevealSecret())).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        var companions = hub.Connections.Index.All.Where(entry => entry.Id != connection.Id && entry.State is ConnectionState.Active);
        Assert.Equal(expected.Companions.Select(one => (one.Id, one.Name)), companions.Select(entry => (entry.Account.Id, entry.Account.Name)));

        var reply = (await ReadAsync(connection)).Ok();
        Assert.Equal((expected.Token, expected.TokenType), (reply.AccessToken, reply.Json.GetProperty("token_type").GetString()));
        var life = reply.Json.GetProperty("expires_in");
        Assert.Equal(expected.ExpiresIn, life.ValueKind is JsonValueKind.Null ? null : life.GetInt64());
    }

    private async Task RefreshAsync(Connection connection)
    {
        script.Expect("refresh", fixture.Refresh?.Calls ?? []);
        if (fixture.Refresh is not { } refresh)
        {
            Assert.False(string.IsNullOrEmpty(fixture.NoRefresh), "The fixture has no refresh and does not say why.");
            await RefreshNowAsync(connection);
            script.Settle("nothing may leave where nothing can be renewed");
            Assert.Equal(fixture.Connected.Token, (await ReadAsync(connection)).Ok().AccessToken);
            return;
        }
        var outcome = await RefreshLaterAsync(connection);
        script.Settle(outcome.ToString());
        Assert.IsType<RefreshOutcome.Refreshed>(outcome);
        Assert.Equal(refresh.Token, (await ReadAsync(connection)).Ok().AccessToken);
    }

    private async Task FailAsync(Connection connection, WireStep step)
    {
        script.Expect("temporary", step.Calls);
        var outcome = await RefreshLaterAsync(connection);
        script.Settle(outcome.ToString());
        Assert.Equal((ConnectionState.Degraded, step.Reason ?? ConnectionReason.PlatformUnavailable), await StateAsync(connection));
        Assert.Equal(fixture.Connected.Token, (await ReadAsync(connection)).Ok().AccessToken);
    }

    private async Task DieAsync(Connection connection, WireStep step)
    {
        script.Expect("dead", step.Calls);
        var outcome = await RefreshLaterAsync(connection);
        script.Settle(outcome.ToString());
        Assert.Equal((ConnectionState.NeedsReconnect, step.Reason ?? ConnectionReason.GrantRevoked), await StateAsync(connection));
        Assert.Equal("needs_reconnect", (await ReadAsync(connection)).Code);
    }

    private async Task RevokeAsync(Connection connection)
    {
        script.Expect("revoke", fixture.Revoke?.Calls ?? []);
        var reply = await browser.DeleteAsync("/api/connections/" + connection.Id);
        script.Settle(reply.Body);
        reply.Ok();
        Assert.Equal(ConnectionState.Revoked, (await hub.StoredAsync(connection.Id)).State);
    }

    private Task<RefreshOutcome> RefreshLaterAsync(Connection connection)
    {
        hub.Clock.Advance(XmlConvert.ToTimeSpan(fixture.Refresh!.After));
        return RefreshNowAsync(connection);
    }

    private Task<RefreshOutcome> RefreshNowAsync(Connection connection) =>
        hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(fixture.Refresh?.Asked is true ? RefreshReason.Asked : RefreshReason.Due), CancellationToken.None).WaitAsync(HubHost.Deadline);

    private Task<Reply> ReadAsync(Connection connection) => hub.Agent.ReadAsync(id, "?account=" + Uri.EscapeDataString(connection.Id));

    private async Task<(ConnectionState, string?)> StateAsync(Connection connection) => await hub.StoredAsync(connection.Id) is var stored ? (stored.State, stored.Reason) : default;
}
