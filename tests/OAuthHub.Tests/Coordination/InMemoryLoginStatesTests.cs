using System.Globalization;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class InMemoryLoginStatesTests
{
    private static readonly SecretFingerprint Mine = SecretFingerprint.Of("my browser"), Theirs = SecretFingerprint.Of("another browser");
    private readonly FakeClock clock = new(HubHost.Start);
    private readonly InMemoryLoginStates states;

    public InMemoryLoginStatesTests() => states = new InMemoryLoginStates(clock);

    [Fact]
    public async Task Of_many_identical_callbacks_one_gets_the_flow()
    {
        await Add("s");
        var takes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Take("s"))));
        Assert.Single(takes, "taken");
        Assert.Equal(49, takes.Count(take => take == "state_used"));
    }

    [Fact]
    public async Task A_wrong_browser_or_user_leaves_it_and_a_wrong_platform_uses_it_up()
    {
        await Add("s");
        Assert.Equal("state_session_mismatch", await Take("s", browser: Theirs));
        Assert.Equal("user_mismatch", await Take("s", user: "somebody"));
        Assert.Equal("platform_mismatch", await Take("s", platform: "other"));
        Assert.Equal("state_used", await Take("s"));
        Assert.Equal("state_unknown", await Take("never there"));
    }

    [Theory]
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

    [Fact]
    public async Task Of_one_browser_the_newest_twenty_are_kept_and_others_are_left_alone()
    {
        await Add("theirs", Theirs);
        for (var number = 0; number < 25; number++)
        {
            await Add(number.ToString(CultureInfo.InvariantCulture));
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(21, states.Count);
        for (var number = 0; number < 25; number++) Assert.Equal(number < 5 ? "state_unknown" : "taken", await Take(number.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal("taken", await Take("theirs", browser: Theirs));
    }

    private ValueTask Add(string state, SecretFingerprint? browser = null) => states.AddAsync(state, new LoginState
    {
        PlatformId = "sandbox",
        User = "local",
        Browser = browser ?? Mine,
        RedirectUri = "http://localhost/callback",
        TokenUrl = "http://localhost/token",
        ReturnTo = "/dashboard",
        StartedAt = clock.GetUtcNow(),
    }, CancellationToken.None);

    private async Task<string> Take(string state, string platform = "sandbox", SecretFingerprint? browser = null, string user = "local") =>
        await states.TakeAsync(state, platform, browser ?? Mine, user, CancellationToken.None) is LoginStateTake.Refused(var code) ? code : "taken";
}
