using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.ConnectLinks;
using OAuthHub.Tests.OAuth;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Webhooks;

namespace OAuthHub.Tests.Conventions.Canary;

/// <summary>The whole journey: every secret of the hub is made, used, refused and ended once, and every answer that must not hold one is kept.</summary>
internal sealed class CanaryRun(HubHost hub, FakeIssuer issuer, Canaries canaries, Func<string, Task> lookAtFilesAsync)
{
    public const string ClientSecret = "canary-client-secret-0123456789";

    public async Task RunAsync()
    {
        var id = await SignInAndConnectAsync();
        await ConnectByIdTokenAsync();
        await RefreshInEveryWayAsync(id);
        await ConnectByLinkAsync();
        await UseKeysAsync();
        await TellWebhooksAsync();
        await HoldAnAnswerAsync(id);
        await AskForEverythingAsync(id);
        await KeepAsync("a disconnect", hub.Browser.CallAsync(HttpMethod.Delete, $"/api/connections/{id}"));
        await hub.Get<Disconnecting>().RetryAsync(CancellationToken.None);
        foreach (System.Net.Cookie cookie in hub.Browser.Cookies.GetAllCookies()) canaries.Mark(cookie.Name.Contains("flow", StringComparison.Ordinal) ? "flow cookie" : "session", cookie.Value);
        await KeepAsync("a sign-out", hub.Browser.CallAsync(HttpMethod.Post, "/signout"));
    }

    private async Task<string> SignInAndConnectAsync()
    {
        await hub.Browser.SignInAsync();
        var authorization = await hub.Browser.BeginAsync();
        canaries.Mark("state", Browser.Query(authorization)["state"]);
        var callback = await hub.Browser.ApproveAsync(authorization);
        canaries.Mark("code", Browser.Query(callback)["code"]);
        await KeepAsync("a callback of another issuer", hub.Browser.GetAsync(callback.With(("iss", "https://evil.example"), ("state", "x")).AbsoluteUri));
        await lookAtFilesAsync("during a login");
        var id = (await hub.Browser.FinishAsync(callback))["connection"]!;
        await MarkTokensAsync(id);
        await KeepAsync("a callback that comes twice", hub.Browser.GetAsync(callback.AbsoluteUri));
        return id;
    }

    /// <summary>A platform that repeats secrets in its errors.</summary>
    private async Task RefreshInEveryWayAsync(string id)
    {
        var tokens = (await hub.StoredAsync(id)).Tokens!;
        var (access, refresh) = (tokens.AccessToken.RevealSecret(), tokens.RefreshToken!.RevealSecret());
        foreach (var fault in (object[])
            [new { kind = "error", status = 401, error = "invalid_client", description = $"secret {ClientSecret} of {refresh}" },
             new { kind = "raw", status = 400, body = $$"""{"error":"{{refresh}}","error_description":"{{ClientSecret}}"}""" },
             new { kind = "raw", status = 500, body = ClientSecret + access },
             new { kind = "raw", status = 200, body = $$"""{"access_token":["{{access}}"]}""" }])
        {
            await hub.Sandbox.FaultAsync(fault);
            await RefreshAsync(id);
        }
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        await RefreshAsync(id);
        await MarkTokensAsync(id);
    }

    private async Task ConnectByIdTokenAsync()
    {
        var request = Browser.Query(await hub.Browser.BeginAsync("oidc"));
        issuer.IdToken = FakeIssuer.Sign(issuer.Claims(request["nonce"]!));
        canaries.Mark("id token", issuer.IdToken);
        var end = await hub.Browser.FinishAsync(new Uri($"/auth/oidc/callback?code=canary-code-of-the-issuer&state={request["state"]}", UriKind.Relative));
        Assert.True(end["status"] == "success", string.Join(' ', end));
        canaries.Mark("code", "canary-code-of-the-issuer");
        canaries.Mark("verifier", issuer.LastExchange["code_verifier"]);
        foreach (var token in (string[])["fake-access-token", "fake-refresh-token"]) canaries.Mark("token of the issuer", token);
    }

    private async Task ConnectByLinkAsync()
    {
        var link = await hub.MakeLinkAsync(new { platform = "sandbox" });
        canaries.Mark("connect link", link.Segments[^1]);
        using var person = hub.NewBrowser();
        await KeepAsync("a wrong link", person.GetAsync(link.AbsolutePath + "x"));
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        await person.ConnectByLinkAsync(hub, link);
        foreach (System.Net.Cookie cookie in person.Cookies.GetAllCookies()) canaries.Mark("session of a link", cookie.Value);
        await KeepAsync("a link that was used", person.GetAsync(link.AbsolutePath));
    }

    private async Task UseKeysAsync()
    {
        var made = await hub.Browser.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = "Canary", users = (string[])["local"], actions = (string[])["token:read", "proxy"] });
        var key = made.Json.GetProperty("key").GetString()!;
        canaries.Mark("agent key", key);
        using var agent = new AgentClient(hub.Address, key);
        await KeepAsync("a refusal of a refresh", agent.RefreshAsync());
        await KeepAsync("a call through the proxy", agent.SendAsync(HttpMethod.Get, "/proxy/sandbox/me?account=grace"));
        foreach (var query in (string[])["?key=" + hub.Agent.Key, "?user=other", "?min_ttl=x"]) await KeepAsync("a refused read", hub.Agent.ReadAsync("sandbox", query));
        await KeepAsync("a refused refresh", hub.Agent.RefreshAsync("sandbox", new { rejected_token_sha256 = hub.Agent.Key }));
        using var wrong = new AgentClient(hub.Address, hub.Agent.Key + "x");
        await KeepAsync("a read with a wrong key", wrong.ReadAsync());
        await KeepAsync("a wrong sign-in", hub.Browser.GetAsync("/signin?t=" + HubHost.SignInToken + "x"));
        await KeepAsync("a registration", hub.Browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "canary", client_secret = "canary-secret-of-a-registration" }));
        canaries.Mark("client secret", "canary-secret-of-a-registration");
    }

    private async Task TellWebhooksAsync()
    {
        var (id, secret) = await hub.AddWebhookAsync();
        canaries.Mark("webhook secret", secret);
        canaries.Mark("webhook secret", secret["whsec_".Length..]);
        await KeepAsync("a webhook's test", hub.Browser.CallAsync(HttpMethod.Post, $"/api/webhooks/{id}/test"));
        await KeepAsync("a webhook's deliveries", hub.Browser.CallAsync(HttpMethod.Get, $"/api/webhooks/{id}/deliveries"));
    }

    /// <summary>As when the vault could not take it.</summary>
    private async Task HoldAnAnswerAsync(string id)
    {
        var (name, raw) = (new VaultName(VaultKind.Connection, id), """{"access_token":"canary-access-in-the-journal","refresh_token":"canary-refresh-in-the-journal"}""");
        foreach (var token in (string[])["canary-access-in-the-journal", "canary-refresh-in-the-journal"]) canaries.Mark("token in the journal", token);
        Assert.True(hub.Get<AnswerJournal>().Hold(new JournalEntry(name, 99, Encoding.UTF8.GetBytes(raw))));
        await lookAtFilesAsync("while the journal holds an answer");
        hub.Get<AnswerJournal>().Release(name);
    }

    private async Task AskForEverythingAsync(string id)
    {
        foreach (var path in (string[])
            ["/api/connections", $"/api/connections/{id}", "/api/platforms", "/api/platforms/github", "/api/session", "/api/sessions", "/api/agents/keys", "/api/webhooks", "/api/audit", "/api/audit/export", "/api/health/summary",
             "/openapi/v1.json", "/health", "/dashboard"])
            await KeepAsync(path, hub.Browser.CallAsync(HttpMethod.Get, path));
        await KeepAsync("an agent's list", hub.Agent.SendAsync(HttpMethod.Get, "/credentials"));
    }

    private async Task RefreshAsync(string id)
    {
        hub.Clock.Advance(TimeSpan.FromSeconds(90));
        await hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Read), CancellationToken.None).WaitAsync(HubHost.Deadline);
        await hub.Get<Reconciliation>().RunAsync(CancellationToken.None);
    }

    private async Task MarkTokensAsync(string id)
    {
        var now = (await hub.StoredAsync(id)).Tokens!;
        canaries.Mark("access token", now.AccessToken.RevealSecret());
        canaries.Mark("refresh token", now.RefreshToken!.RevealSecret());
    }

    private async Task KeepAsync(string what, Task<Reply> asked)
    {
        var reply = await asked;
        canaries.Look($"the answer to {what}", $"{reply.Headers} {reply.Body}");
    }
}

/// <summary>Tells the verifier of each flow, which leaves the hub for its platform alone.</summary>
internal sealed class WatchedStates(ILoginStates inner, ConcurrentQueue<CodeVerifier> verifiers) : ILoginStates
{
    public ValueTask AddAsync(string state, LoginState flow, CancellationToken cancellationToken)
    {
        if (flow.CodeVerifier is { } verifier) verifiers.Enqueue(verifier);
        return inner.AddAsync(state, flow, cancellationToken);
    }

    public ValueTask<LoginStateTake> TakeAsync(string state, string platformId, SecretFingerprint browser, string user, CancellationToken cancellationToken) =>
        inner.TakeAsync(state, platformId, browser, user, cancellationToken);
}
