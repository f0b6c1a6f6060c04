using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Core.ConnectLinks;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Credentials;

/// <summary>Finds the one connection that an agent means, within what its key may see.</summary>
internal sealed class ConnectionSelector(PlatformCatalog catalog, ConnectionFinder connections, ConnectOffers offers)
{
    private const int LongestAccount = 256;

    /// <summary>The connection, or the problem that says why not. What a key may not see and what is not there look the same.</summary>
    public async ValueTask<(ConnectionSummary? Found, IResult? Problem)> SelectAsync(AgentGrant grant, string action, string platformId, string? user, string? account, CancellationToken cancellationToken)
    {
        if (catalog.Find(platformId) is null) return (null, HubProblem.Create("unknown_platform"));
        if (!grant.Allows(action) || !grant.AllowsPlatform(platformId)) return (null, HubProblem.Create("forbidden"));
        (user, var unusable) = UserOf(grant, user);
        if (user is null) return (null, unusable);
        if (account is not null && (account.Length is 0 or > LongestAccount)) return (null, HubProblem.Create("invalid_request", "account is the id of an account, at most 256 characters."));

        if (!grant.AllowsUser(user)) return (null, NotConnected(platformId, null));
        var found = await connections.FindAsync(user, platformId, cancellationToken);
        ConnectionSummary? only = null;
        List<ConnectionSummary>? several = null;
        foreach (var entry in found)
        {
            if (entry.State is ConnectionState.Revoking or ConnectionState.Revoked || !grant.AllowsConnection(entry.Id)) continue;
            if (account is not null && !string.Equals(entry.Account.Id, account, StringComparison.Ordinal) && !string.Equals(entry.Id, account, StringComparison.Ordinal)) continue;
            if (only is not null) (several ??= [only]).Add(entry);
            only ??= entry;
        }
        if (only is null) return (null, await NotConnectedAsync(grant, user, platformId, cancellationToken));
        only = several is null ? only : ConnectionSummary.DefaultOf(several);
        return only is not null
            ? (only, null)
            : (null, HubProblem.Create("ambiguous_account", null, ("accounts", several!.Select(AgentAccountView.Of).ToArray())));
    }

    /// <summary>The user that is meant, or the problem that says why it is not known.</summary>
    public static (string? User, IResult? Problem) UserOf(AgentGrant grant, string? user)
    {
        user ??= grant.DefaultUser;
        if (user is null) return (null, HubProblem.Create("invalid_request", "This key is for several users: name one with ?user=."));
        return UserId.IsValid(user) ? (user, null) : (null, HubProblem.Create("invalid_request", "user is 1 to 128 characters: letters, digits and . _ @ : + - |"));
    }

    /// <summary>With a link that the agent can show, where its key may make one.</summary>
    public async ValueTask<IResult> NotConnectedAsync(AgentGrant grant, string user, string platformId, CancellationToken cancellationToken) =>
        NotConnected(platformId, await offers.FindAsync(grant, user, platformId, connectionId: null, cancellationToken));

    private static ProblemHttpResult NotConnected(string platformId, string? link) => HubProblem.Create("not_connected", null, ("connect_url", link ?? $"/auth/{platformId}/login"));
}
