using System.Globalization;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>What every store of login states does.</summary>
public abstract class LoginStatesContract
{
    private static readonly SecretFingerprint Mine = SecretFingerprint.Of("my browser"), Theirs = SecretFingerprint.Of("another browser");
    private readonly FakeClock clock = new(HubHost.Start);

    private protected abstract ILoginStates States { get; }

    private protected FakeClock Clock => clock;

    [RedisFact]
    public async Task Of_many_identical_callbacks_one_gets_the_flow()
    {
        await Add("s");
        var takes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Take("s"))));
        Assert.Single(takes, "taken");
        Assert.Equal(49, takes.Count(take => take == "state_used"));
    }

    [RedisFact]
    public async Task A_wrong_browser_or_user_leaves_it_and_a_wrong_platform_uses_it_up()
    {
        await Add("s");
        Assert.Equal("state_session_mismatch", await Take("s", browser: Theirs));
        Assert.Equal("user_mismatch", await Take("s", user: "somebody"));
        Assert.Equal("platform_mismatch", await Take("s", platform: "other"));
        Assert.Equal("state_used", await Take("s"));
        Assert.Equal("state_unknown", await Take("never there"));
    }

    [RedisFact]
    public async Task Whoever_takes_it_gets_all_that_was_kept()
    {
        await Add("s");
        var flow = Assert.IsType<LoginStateTake.Taken>(await States.TakeAsync("s", "sandbox", Mine, "local", CancellationToken.None)).Flow;
        Assert.Equal(("sandbox", "local", Mine), (flow.PlatformId, flow.User, flow.Browser));
        Assert.Equal(("http://localhost/callback", "http://localhost/token", "http://localhost"), (flow.RedirectUri, flow.TokenUrl, flow.Issuer));
        Assert.Equal(("the-verifier", "the-proof-key", "nonce", "/dashboard"), (flow.CodeVerifier!.RevealSecret(), flow.ProofKey!.RevealSecret(), flow.Nonce, flow.ReturnTo));
        Assert.Equal(["read", "write"], flow.Scopes);
        Assert.Equal(("one", "con_1", Theirs, Clock.GetUtcNow()), (flow.Values["shop"], flow.ConnectionId, flow.Link!.Value, flow.StartedAt));
    }

    [RedisTheory]
    [InlineData(10, "taken")]
    [InlineData(10.1, "state_expired")]
    [InlineData(19.9, "state_expired")]
    [InlineData(20.1, "state_unknown")]
    public async Task It_lives_ten_minutes_and_is_remembered_for_twenty(double minutes, string expected)
    {
        await Add("s");
        clock.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal(expected, await Take("s"));
    }

    [RedisFact]
    public async Task Of_one_browser_the_newest_twenty_are_kept_and_others_are_left_alone()
    {
        await Add("theirs", Theirs);
        for (var number = 0; number < 25; number++)
        {
            await Add(number.ToString(CultureInfo.InvariantCulture));
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        for (var number = 0; number < 25; number++) Assert.Equal(number < 5 ? "state_unknown" : "taken", await Take(number.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("taken", await Take("theirs", browser: Theirs));
    }

    private protected ValueTask Add(string state, SecretFingerprint? browser = null, string user = "local") => States.AddAsync(state, new LoginState
    {
        PlatformId = "sandbox",
        User = user,
        Browser = browser ?? Mine,
        RedirectUri = "http://localhost/callback",
        TokenUrl = "http://localhost/token",
        Issuer = "http://localhost",
        CodeVerifier = new CodeVerifier("the-verifier"),
        ProofKey = new ProofKey("the-proof-key"),
        Nonce = "nonce",
        ReturnTo = "/dashboard",
        Scopes = ["read", "write"],
        Values = new Dictionary<string, string> { ["shop"] = "one" },
        ConnectionId = "con_1",
        Link = Theirs,
        StartedAt = Clock.GetUtcNow(),
    }, CancellationToken.None);

    private protected async Task<string> Take(string state, string platform = "sandbox", SecretFingerprint? browser = null, string user = "local", ILoginStates? states = null) =>
        await (states ?? States).TakeAsync(state, platform, browser ?? Mine, user, CancellationToken.None) is LoginStateTake.Refused(var code) ? code : "taken";
}
