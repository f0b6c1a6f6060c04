using System.Security.Cryptography;
using OAuthHub.Api.Session;
using OAuthHub.Core.Agents;
using OAuthHub.Core.ConnectLinks;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Webhooks;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Matrix;

/// <summary>
/// What is asked for: the values that stand for the names in a request, by the row's target. Whatever a cell has used up or changed is there
/// again for the next, so cells may be asked in any order.
/// </summary>
internal sealed class MatrixThings(HubHost hub, MatrixRoles roles, Connection pattern)
{
    private readonly Dictionary<string, string> connections = new(StringComparer.Ordinal), keys = new(StringComparer.Ordinal), links = new(StringComparer.Ordinal);
    private string webhook = "";

    /// <summary>Null: the request does not name it.</summary>
    public async Task<string?> FindAsync(string target, string thing) => (thing, target) switch
    {
        ("platform", "unconnected" or "unknown-unconnected") => "github",
        ("platform", "unregistered") => "slack",
        ("platform", "no-platform") => "nowhere",
        ("platform", _) => "sandbox",
        ("user", "foreign" or "widened") => MatrixRoles.Other,
        ("user", "unknown" or "unknown-unconnected") => MatrixRoles.Unknown,
        ("user", "unnamed") => null,
        ("user", _) => MatrixRoles.Owner,
        ("connection" or "account", "own") => await ConnectionOfAsync(MatrixRoles.Owner),
        ("connection" or "account", "foreign" or "foreign-account") => await ConnectionOfAsync(MatrixRoles.Other),
        ("connection" or "account", "unknown" or "unknown-account") => "con_unknown-unknown-1234",
        ("connection" or "account", _) => null,
        ("key", "own" or "widened") => await KeyForAsync(MatrixRoles.Owner),
        ("key", "foreign") => await KeyForAsync(MatrixRoles.Other),
        ("key", _) => "key_0123456789abcdef",
        ("session", "own") => await SessionOfAsync(MatrixRoles.Owner),
        ("session", "foreign") => await SessionOfAsync(MatrixRoles.Other),
        ("session", _) => "ses_0123456789abcdef",
        ("webhook", "own") => await WebhookAsync(),
        ("webhook", _) => "wh_0123456789abcdef",
        ("link", "own") => await LinkForAsync(MatrixRoles.Owner),
        ("link", "addressed") => await LinkForAsync(MatrixRoles.Other),
        ("link", _) => new string('u', 43),
        ("state", "own") => new string('s', 43),
        ("signin", "own") => HubHost.SignInToken,
        ("signin", _) => new string('w', HubHost.SignInToken.Length),
        ("state" or "signin", _) => null,
        _ => throw new ArgumentException($"No request can name a {thing}.", nameof(thing)),
    };

    /// <summary>Also what no name stands for: lists have something in them.</summary>
    public async Task RestoreAsync()
    {
        foreach (var user in (string[])[MatrixRoles.Owner, MatrixRoles.Other]) await ConnectionOfAsync(user);
        await WebhookAsync();
    }

    private async Task<string> ConnectionOfAsync(string user)
    {
        if (connections.TryGetValue(user, out var known) && hub.Connections.Index.Find(known) is { State: ConnectionState.Active }) return known;
        var seeded = await hub.Sandbox.SeedAsync(new { account_prefix = user });
        var made = pattern with
        {
            Id = "con_" + RandomNumberGenerator.GetHexString(20, lowercase: true),
            User = user,
            Account = new Account(seeded.Account, "Account of " + user),
            TokenAccountId = seeded.Account,
            GrantId = RandomNumberGenerator.GetHexString(32, lowercase: true),
            Tokens = pattern.Tokens! with { AccessToken = new AccessToken(seeded.AccessToken), RefreshToken = new RefreshToken(seeded.RefreshToken) },
        };
        Assert.NotNull(await hub.Connections.SaveAsync(made, 0, "connected", CancellationToken.None));
        if (user is MatrixRoles.Owner) await roles.BindAsync(made.Id);
        return connections[user] = made.Id;
    }

    private async Task<string> KeyForAsync(string user)
    {
        if (keys.TryGetValue(user, out var known) && hub.Get<AgentKeys>().FindById(known) is { Users: [var one] } && one == user) return known;
        var (_, grant) = await hub.Get<AgentKeys>().CreateAsync("of " + user, new AgentLimits { Users = [user], Actions = [AgentAction.ReadToken] }, CancellationToken.None);
        return keys[user] = grant.Id;
    }

    /// <summary>A new one each time: one that has ended does not stand again.</summary>
    private async Task<string> SessionOfAsync(string user)
    {
        var session = new KnownSession(KnownSession.HashOf(RandomNumberGenerator.GetHexString(32)), SignInWay.StartLink, hub.Clock.GetUtcNow(), hub.Clock.GetUtcNow(), "192.0.2.1", "A browser");
        await hub.Get<SessionRecords>().NoteAsync(user, session, CancellationToken.None);
        return session.Id;
    }

    private async Task<string> WebhookAsync()
    {
        if (await hub.Get<WebhookStore>().ReadAsync(webhook, CancellationToken.None) is not null) return webhook;
        // Where the hub does not go: a message to it ends at once.
        var made = await hub.Get<WebhookStore>().CreateAsync(new Uri("https://127.0.0.1:9/"), null, ["connection.connected"], CancellationToken.None);
        return webhook = made!.Id;
    }

    private async Task<string> LinkForAsync(string user)
    {
        if (links.TryGetValue(user, out var known) && await hub.Get<IConnectLinks>().FindAsync(SecretFingerprint.Of(known), CancellationToken.None) is ConnectLinkState.Open) return known;
        // A key each, since one key makes a few of them in a minute only.
        var (_, grant) = await hub.Get<AgentKeys>().CreateAsync("linking", new AgentLimits { Actions = [AgentAction.LinkConnect] }, CancellationToken.None);
        var link = new ConnectLink { User = user, PlatformId = "sandbox", KeyId = grant.Id, KeyName = grant.Name, MadeAt = hub.Clock.GetUtcNow() };
        return links[user] = (await hub.Get<ConnectLinkMaker>().MakeAsync(link, CancellationToken.None))!.Token.RevealSecret();
    }
}
