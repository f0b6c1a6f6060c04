using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Refresh;
using static OAuthHub.Core.Connections.ConnectionState;

namespace OAuthHub.Tests.Connections;

/// <summary>The states of docs/refresh.md: each change that is forbidden, and each that is allowed.</summary>
public sealed class ConnectionStateRulesTests
{
    private static readonly ConnectionState[] States = Enum.GetValues<ConnectionState>();
    private static readonly StateCause[] Causes = Enum.GetValues<StateCause>();

    [Fact]
    public void Revoked_is_final()
    {
        foreach (var to in States) Forbidden(Revoked, to, Causes);
    }

    [Fact]
    public void Revoking_only_ends_and_a_late_answer_does_not_bring_it_back()
    {
        foreach (var to in States.Except([Revoking, Revoked])) Forbidden(Revoking, to, Causes);
        Allowed(Revoking, Revoked, StateCause.Disconnect);
    }

    [Fact]
    public void Only_the_user_disconnects()
    {
        foreach (var from in States.Except([Revoking, Revoked]))
        {
            Forbidden(from, Revoking, Causes.Except([StateCause.Disconnect]));
            Forbidden(from, Revoked, Causes.Except([StateCause.Disconnect]));
            Allowed(from, Revoking, StateCause.Disconnect);
        }
    }

    [Fact]
    public void A_dead_grant_comes_back_by_a_callback_a_later_generation_or_an_incident_that_is_over()
    {
        StateCause[] back = [StateCause.Reconnect, StateCause.LaterGeneration, StateCause.Incident];
        foreach (var to in (ConnectionState[])[Active, Degraded])
        {
            Forbidden(NeedsReconnect, to, Causes.Except(back));
            foreach (var cause in back) Allowed(NeedsReconnect, to, cause);
        }
    }

    [Fact]
    public void What_was_set_aside_waits_for_the_operator_or_a_new_sign_in()
    {
        foreach (var to in (ConnectionState[])[Active, Degraded])
        {
            Forbidden(Quarantined, to, Causes.Except([StateCause.Reconnect, StateCause.Release]));
            Allowed(Quarantined, to, StateCause.Release);
            Allowed(Quarantined, to, StateCause.Reconnect);
        }
        Forbidden(Quarantined, NeedsReconnect, Causes.Except([StateCause.Release]));
    }

    [Fact]
    public void Only_a_definite_answer_or_a_time_that_is_over_asks_a_person()
    {
        foreach (var from in (ConnectionState[])[Active, Degraded])
        {
            Forbidden(from, NeedsReconnect, Causes.Except([StateCause.DefiniteAnswer, StateCause.Expiry]));
            Allowed(from, NeedsReconnect, StateCause.DefiniteAnswer);
            Allowed(from, NeedsReconnect, StateCause.Expiry);
            Forbidden(from, Quarantined, Causes.Except([StateCause.Doubt]));
            Allowed(from, Quarantined, StateCause.Doubt);
        }
    }

    [Fact]
    public void Trouble_degrades_and_tokens_repair()
    {
        Allowed(Active, Degraded, StateCause.TemporaryFailure);
        Allowed(Degraded, Active, StateCause.Refreshed);
        Forbidden(Degraded, Active, [StateCause.TemporaryFailure]);
    }

    [Fact]
    public void A_forbidden_change_is_a_fault_of_the_hub()
    {
        foreach (var (from, to, cause) in from one in States from other in States from cause in Causes select (one, other, cause))
        {
            if (ConnectionStateRules.Allows(from, to, cause))
            {
                var changed = Samples.Connection(from).Become(to, "reason", cause);
                Assert.Equal((to, "reason"), (changed.State, changed.Reason));
            }
            else Assert.Throws<InvalidOperationException>(() => Samples.Connection(from).Become(to, null, cause));
        }
    }

    public static TheoryData<LeewayKind, bool, string> Troubles()
    {
        var data = new TheoryData<LeewayKind, bool, string>();
        foreach (var leeway in Enum.GetValues<LeewayKind>())
            foreach (var withIntent in (bool[])[true, false])
                foreach (var trouble in (string[])["rate_limited", "not_reached", "timeout", "5xx", "garbage", "temporary", "operator", "scope"]) data.Add(leeway, withIntent, trouble);
        return data;
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public void However_often_trouble_comes_nobody_is_asked_to_reconnect(LeewayKind leeway, bool withIntent, string trouble)
    {
        var platform = Samples.Platform(new RefreshRules { Rotation = Rotation.Rotates, Leeway = leeway, LeewaySeconds = 600, FlakyInvalidGrant = true });
        var connection = Samples.Connection();
        var now = Samples.Now;
        for (var round = 0; round < 60; round++)
        {
            var intent = withIntent ? new RefreshIntent("somebody", 1, now, now + RefreshTimes.Guard, 1 + round % 3) : null;
            connection = connection with { Intent = intent };
            connection = trouble switch
            {
                "rate_limited" => RefreshTransition.NotProcessed(connection, trouble, TimeSpan.FromSeconds(120), intent, now),
                "not_reached" => RefreshTransition.NotProcessed(connection, "platform_unavailable", null, intent, now),
                "timeout" => RefreshTransition.Unknown(connection, "platform_timeout", platform, now),
                "5xx" => RefreshTransition.Unknown(connection, "platform_unavailable", platform, now),
                "garbage" => RefreshTransition.Unknown(connection, "platform_bad_response", platform, now),
                "temporary" => RefreshTransition.Failure(connection, new TokenError("slow_down", 400, ErrorMeaning.Temporary, null), platform, intent, now),
                "operator" => RefreshTransition.Failure(connection, new TokenError("invalid_client", 401, ErrorMeaning.AppRegistration, null), platform, intent, now),
                _ => RefreshTransition.Failure(connection, new TokenError("invalid_scope", 400, ErrorMeaning.Scope, null), platform, intent, now),
            };
            Assert.Equal(Degraded, connection.State);
            Assert.NotNull(connection.Tokens);
            Assert.True(connection.NextAttemptAt > now, "tried again at once");
            Assert.Equal(connection.NextAttemptAt, connection.DueAt);
            Assert.True(connection.History.Count <= Connection.HistoryLimit);
            now += TimeSpan.FromMinutes(3);
        }
    }

    private static void Forbidden(ConnectionState from, ConnectionState to, IEnumerable<StateCause> causes) =>
        Assert.All(causes, cause => Assert.False(ConnectionStateRules.Allows(from, to, cause), $"{from} to {to} because of {cause}"));

    private static void Allowed(ConnectionState from, ConnectionState to, StateCause cause) =>
        Assert.True(ConnectionStateRules.Allows(from, to, cause), $"{from} to {to} because of {cause}");
}
