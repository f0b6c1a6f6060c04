using System.Globalization;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Sandbox.Ledger;
using OAuthHub.Sandbox.Tokens;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>What the platform's ledger says of the run, and whether the vault agrees with it.</summary>
internal sealed class GrantReport(SandboxHost sandbox, Timeline timeline, TimeSpan tokenLife)
{
    /// <summary>Between the platform's commit and our disk, on a machine that is busy with a run: the answers that are held back, and for how long it may stand still.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>Between a hit and the platform's commit of what was under way to it.</summary>
    private static readonly TimeSpan Sent = TimeSpan.FromSeconds(2);

    private readonly List<Grant> grants = [.. sandbox.Grants.All()];

    public IEnumerable<Grant> Revoked => grants.Where(grant => grant.IsRevoked);

    /// <summary>
    /// Each account has one live grant, and the vault holds the very refresh token that the platform takes next. No token was exchanged
    /// twice. Whatever was revoked, was so by one late try of a token whose answer was lost, and the hub knows of each.
    /// </summary>
    public async Task AssertAgreementAsync(TemporaryFolder folder, IReadOnlyCollection<(string Account, string Reason)> lost, int connections)
    {
        using var vault = new StoppedVault(folder);
        var held = await vault.ConnectionsAsync();
        Assert.Equal(connections, held.Count);
        var ofAccount = grants.ToLookup(grant => grant.Account);
        foreach (var connection in held)
        {
            Assert.True(connection is { State: ConnectionState.Active, Intent: null }, $"{connection} has not come to rest: {string.Join(' ', connection.History.TakeLast(3))}");
            var live = Assert.Single(ofAccount[connection.Account.Id], grant => !grant.IsRevoked);
            Assert.Equal(SandboxHost.Fingerprint(live.Current!.Value), connection.Tokens!.RefreshToken!.Fingerprint().ToString());
        }
        Assert.All(grants, grant => Assert.InRange(grant.MaxExchangesOfOneRefreshToken, 0, 1));
        Assert.All(lost, one => Assert.Equal(ConnectionReason.RotationLost, one.Reason));
        Assert.All(Revoked, grant => Assert.Equal("refresh_token_reuse", grant.Describe(timeline.Now).RevokedReason));
        Assert.Equal(lost.Select(one => one.Account).Order(StringComparer.Ordinal), Revoked.Select(grant => grant.Account).Order(StringComparer.Ordinal));
        Assert.Equal((lost.Count, lost.Count), ((int)sandbox.Totals[Tally.Reuses], (int)sandbox.Totals[Tally.FamiliesRevoked]));
    }

    /// <summary>Of each grant that was lost: when the platform did it for the last time, and who was hit then. Nobody: that loss is a fault.</summary>
    public IEnumerable<(string Line, bool IsExplained)> ExplainLosses()
    {
        foreach (var grant in Revoked)
        {
            var committed = grant.RefreshTokens.Max(token => token.SpentAt)!.Value;
            var hit = timeline.Hits.Where(hit => hit.From > committed - Sent && hit.From < committed + Window && LosesAnswers(hit)).MinBy(hit => (hit.From - committed).Duration());
            yield return ($"{grant.Account}: spent at {timeline.Second(committed)} s, {(hit is null ? "and nobody was hit then" : $"{hit.Target} was {hit.What} at {timeline.Second(hit.From)} s")}", hit is not null);
        }
    }

    /// <summary>
    /// A process that dies takes an answer with it that is not on disk yet. One that stands still does when the others have given it up, or when it
    /// dies before it has gone on.
    /// </summary>
    private bool LosesAnswers(Hit hit) => hit switch
    {
        { Target: "redis" } => false,
        { What: "stopped" } => hit.To - hit.From > RefreshTimes.Intent ||
            timeline.Hits.Any(later => string.Equals(later.Target, hit.Target, StringComparison.Ordinal) && later.What is not "stopped" && later.From >= hit.To && later.From < hit.To + Window),
        _ => true,
    };

    /// <summary>The times in which a connection that was not lost had no live token at the platform, longest first.</summary>
    public IReadOnlyList<(string Account, DateTimeOffset From, TimeSpan Length)> Gaps()
    {
        var gaps = new List<(string, DateTimeOffset, TimeSpan)>();
        foreach (var grant in grants.Where(grant => !grant.IsRevoked))
        {
            DateTimeOffset? end = null;
            foreach (var token in grant.AccessTokens)
            {
                var issued = token.ExpiresAt - tokenLife;
                if (end < issued) gaps.Add((grant.Account, end.Value, issued - end.Value));
                end = token.ExpiresAt;
            }
        }
        return [.. gaps.OrderByDescending(gap => gap.Item3)];
    }

    public IEnumerable<string> Lines(IReadOnlyCollection<string> quiet)
    {
        yield return $"{sandbox.Totals[Tally.Refreshes]} refreshes, {sandbox.Totals[Tally.Reuses]} reuses, {sandbox.Totals[Tally.FamiliesRevoked]} families revoked, {grants.Max(grant => grant.MaxExchangesOfOneRefreshToken)} exchanges of one refresh token at most";
        foreach (var (line, _) in ExplainLosses()) yield return "lost " + line;
        var gaps = Gaps();
        yield return $"{gaps.Count} times a connection was without a live token ({gaps.Count(gap => quiet.Contains(gap.Account))} of those that nobody reads), the longest:";
        foreach (var (account, from, length) in gaps.Take(5))
            yield return string.Create(CultureInfo.InvariantCulture, $"  {account}{(quiet.Contains(account) ? " (nobody reads it)" : "")}: {length.TotalSeconds:0.0} s from {timeline.Second(from)} s on");
    }
}
