using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using OAuthHub.Api.ConnectLinks;
using OAuthHub.Api.Session;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Matrix;

/// <summary>Who asks: the columns of the matrix.</summary>
internal sealed class MatrixRoles(HubHost hub)
{
    /// <summary>Of one length, so that answers about them can be compared byte by byte.</summary>
    public const string Owner = "local", Other = "otto1", Unknown = "nina1";

    private const string Ended = "session-that-was-ended";

    private readonly Dictionary<string, string> keys = new(StringComparer.Ordinal) { ["bad"] = "ohk_not-a-key", ["hub"] = hub.Agent.Key };
    private string single = "";

    public async Task PrepareAsync()
    {
        await AddAsync("all", new AgentLimits { Users = [Owner], Actions = AgentAction.All });
        await AddAsync("stranger", new AgentLimits { Users = [Other], Actions = AgentAction.All });
        await AddAsync("elsewhere", new AgentLimits { Platforms = ["github"], Actions = AgentAction.All });
        single = await AddAsync("one", new AgentLimits { Connections = ["con_none-yet"], Actions = AgentAction.All });
        foreach (var (name, action) in new[] { ("read", AgentAction.ReadToken), ("refresh", AgentAction.RefreshToken), ("proxy", AgentAction.Proxy), ("link", AgentAction.LinkConnect) })
            await AddAsync(name, new AgentLimits { Users = [Owner], Actions = [action] });
        await AddAsync("admin", new AgentLimits { Actions = [AgentAction.Admin] });
        await AddAsync("expired", new AgentLimits { Actions = AgentAction.All, ExpiresAt = hub.Clock.GetUtcNow() });
        await hub.Get<EndedSessions>().EndAsync(Ended, CancellationToken.None);
        await hub.Get<AgentKeys>().RevokeAsync(await AddAsync("revoked", new AgentLimits { Actions = AgentAction.All }), CancellationToken.None);
    }

    /// <summary>The key for a single connection is for this one from now on.</summary>
    public Task BindAsync(string connection) =>
        hub.Get<AgentKeys>().ChangeAsync(single, "one", new AgentLimits { Connections = [connection], Actions = AgentAction.All }, CancellationToken.None);

    /// <summary>Gives the request what it is known by. A session is a new one each time, so that ending it ends no other.</summary>
    public void Dress(HttpRequestMessage request, string role)
    {
        var fromElsewhere = role is "forged";
        request.Headers.Add("Sec-Fetch-Site", fromElsewhere ? "cross-site" : "same-origin");
        if (!fromElsewhere) request.Headers.Add("X-OAuthHub", "1");
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var session = role switch
        {
            "owner" or "forged" => hub.SessionOf(Owner, id),
            "ended" => hub.SessionOf(Owner, Ended),
            "other" => hub.SessionOf(Other, id),
            // What pressing the button of a connect link leaves.
            "linked" => hub.SessionOf(Owner, id, LinkSession.Scheme, ("platform", "sandbox"), ("return_to", LinkSession.EndPage), ("link", SecretFingerprint.Of(id).ToString()), ("key", "key")),
            _ => null,
        };
        if (session is not null) request.Headers.Add("Cookie", $"{session.Name}={session.Value}");
        else if (role is "inurl") request.RequestUri = new Uri(QueryHelpers.AddQueryString(request.RequestUri!.OriginalString, "access_token", keys["all"]), UriKind.Relative);
        else if (role is not "nobody") request.Headers.Authorization = new("Bearer", keys[role]);
    }

    private async Task<string> AddAsync(string role, AgentLimits limits)
    {
        var (key, grant) = await hub.Get<AgentKeys>().CreateAsync(role, limits, CancellationToken.None);
        keys[role] = key.RevealSecret();
        return grant.Id;
    }
}
