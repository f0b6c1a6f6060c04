using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using static OAuthHub.Tests.Refresh.Samples;

namespace OAuthHub.Tests.Refresh;

/// <summary>The table of docs/refresh.md: what may be sent after an unknown outcome. Tokens live an hour, the intent is of 2700 s.</summary>
public sealed class OpenIntentTests
{
    private const string Somebody = "another:process:1:1:1";
    private const double Sent = 2700;

    [Theory]
    // none: once more, shortly before the access token ends; until then it is served
    [InlineData(LeewayKind.None, 0, 1, Sent + 30, "wait 3480")]
    [InlineData(LeewayKind.None, 0, 1, 3479, "wait 3480")]
    [InlineData(LeewayKind.None, 0, 1, 3480, "try 2")]
    [InlineData(LeewayKind.None, 0, 2, 3490, "wait 3600")]
    [InlineData(LeewayKind.None, 0, 2, 3600, "try 3")]
    // unknown: exactly once, soon
    [InlineData(LeewayKind.Unknown, 0, 1, Sent + 2, "wait 2703")]
    [InlineData(LeewayKind.Unknown, 0, 1, Sent + 3, "try 2")]
    [InlineData(LeewayKind.Unknown, 0, 2, Sent + 30, "wait 3600")]
    [InlineData(LeewayKind.Unknown, 0, 2, 3600, "try 3")]
    // predecessor: exactly once, inside the window; a second blind try would be a reuse
    [InlineData(LeewayKind.Predecessor, 60, 1, Sent + 2, "wait 2703")]
    [InlineData(LeewayKind.Predecessor, 60, 1, Sent + 3, "try 2")]
    [InlineData(LeewayKind.Predecessor, 60, 1, Sent + 39, "try 2")]
    [InlineData(LeewayKind.Predecessor, 60, 1, Sent + 41, "wait 3480")] // too late for the window: as none
    [InlineData(LeewayKind.Predecessor, 60, 1, 3480, "try 2")]
    [InlineData(LeewayKind.Predecessor, 60, 2, Sent + 10, "wait 3600")]
    [InlineData(LeewayKind.Predecessor, 60, 2, 3600, "lost")]
    // window and idempotent: any number inside the window, less the time of a call
    [InlineData(LeewayKind.Window, 60, 1, Sent + 2, "wait 2703")]
    [InlineData(LeewayKind.Window, 60, 1, Sent + 3, "try 2")]
    [InlineData(LeewayKind.Window, 60, 7, Sent + 39, "try 8")]
    [InlineData(LeewayKind.Window, 60, 7, Sent + 41, "wait 3480")]
    [InlineData(LeewayKind.Window, 60, 7, 3480, "try 8")]
    [InlineData(LeewayKind.Idempotent, 60, 1, Sent + 3, "try 2")]
    [InlineData(LeewayKind.Idempotent, 60, 7, Sent + 39, "try 8")]
    [InlineData(LeewayKind.Idempotent, 60, 7, Sent + 41, "wait 3480")]
    // until used: there is no window, so a platform that is away is asked ever more seldom
    [InlineData(LeewayKind.UntilUsed, 0, 1, Sent + 2, "wait 2703")]
    [InlineData(LeewayKind.UntilUsed, 0, 1, Sent + 3, "try 2")]
    [InlineData(LeewayKind.UntilUsed, 0, 4, Sent + 3, "wait 2724")]
    [InlineData(LeewayKind.UntilUsed, 0, 4, 9999, "try 5")]
    [InlineData(LeewayKind.UntilUsed, 0, 40, Sent + 3, "wait 3600")]
    public void After_an_unknown_outcome_the_leeway_decides(LeewayKind leeway, int seconds, int attempt, double at, string expected)
    {
        var rules = new RefreshRules { Rotation = Rotation.Rotates, Leeway = leeway, LeewaySeconds = seconds };
        Assert.Equal(expected, Judge(Intent(ProcessIdentity.Own, attempt), rules, at));
        Assert.Equal(expected, Judge(Intent(Somebody, attempt), rules, at, ownerIsGone: true));
    }

    [Theory]
    [InlineData(LeewayKind.None)]
    [InlineData(LeewayKind.Unknown)]
    [InlineData(LeewayKind.Predecessor)]
    [InlineData(LeewayKind.Window)]
    [InlineData(LeewayKind.Idempotent)]
    [InlineData(LeewayKind.UntilUsed)]
    public void While_another_owner_may_be_sending_nothing_is_sent_whatever_the_leeway(LeewayKind leeway)
    {
        var rules = new RefreshRules { Rotation = Rotation.Rotates, Leeway = leeway, LeewaySeconds = 600, KillsOldAccessToken = true };
        foreach (var after in (double[])[0, 3, 26.9]) Assert.Equal("busy 2727", Judge(Intent(Somebody, 1), rules, Sent + after));
        Assert.NotEqual("busy 2727", Judge(Intent(Somebody, 1), rules, Sent + 27));
    }

    [Theory]
    [InlineData(1, Sent + 1, "try 2")] // nothing to wait for: the old access token is dead if the exchange was done
    [InlineData(2, Sent + 1, "wait 3600")]
    [InlineData(2, 3600, "try 3")]
    public void Where_the_exchange_kills_the_old_access_token_a_try_is_made_at_once_and_then_when_it_costs_nothing(int attempt, double at, string expected) =>
        Assert.Equal(expected, Judge(Intent(ProcessIdentity.Own, attempt), new RefreshRules { Leeway = LeewayKind.None, KillsOldAccessToken = true }, at));

    [Fact]
    public void The_window_counts_from_the_first_try_not_from_the_last()
    {
        var rules = new RefreshRules { Rotation = Rotation.Rotates, Leeway = LeewayKind.Window, LeewaySeconds = 60 };
        var third = Intent(ProcessIdentity.Own, 3) with { FirstSentAt = At(Sent - 35) };
        Assert.Equal("try 4", Judge(third, rules, Sent + 4));
        Assert.Equal("wait 3480", Judge(third, rules, Sent + 6));
    }

    [Fact]
    public void Without_a_known_end_the_last_moment_is_now() =>
        Assert.IsType<IntentVerdict.TryAgain>(OpenIntent.Judge(Intent(ProcessIdentity.Own, 1), Tokens(null), new RefreshRules { Leeway = LeewayKind.None }, At(Sent), ownerIsGone: false));

    private static RefreshIntent Intent(string owner, int attempt) => new(owner, 1, At(Sent), At(Sent) + RefreshTimes.Guard, attempt);

    private static string Judge(RefreshIntent intent, RefreshRules rules, double at, bool ownerIsGone = false) =>
        OpenIntent.Judge(intent, Tokens(3600), rules, At(at), ownerIsGone) switch
        {
            IntentVerdict.Busy(var until) => $"busy {(until - Now).TotalSeconds}",
            IntentVerdict.Wait(var until) => $"wait {(until - Now).TotalSeconds}",
            IntentVerdict.TryAgain(var attempt) => $"try {attempt}",
            _ => "lost",
        };
}
