using System.Net.Http.Json;
using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Bench.Servers;

/// <summary>Grants of the sandbox, and connections made of them without a browser.</summary>
internal static class Seeds
{
    private static int batches;

    internal sealed record Grant(string Account, string AccessToken, string RefreshToken);

    public static async Task<IReadOnlyList<Grant>> GrantsAsync(string sandbox, int count)
    {
        using var http = new HttpClient();
        using var reply = await http.PostAsJsonAsync(new Uri(sandbox + "/grants"), new { count, access_token_seconds = 3600 });
        reply.EnsureSuccessStatusCode();
        var json = await reply.Content.ReadFromJsonAsync<JsonElement>();
        return [.. json.GetProperty("grants").EnumerateArray().Select(grant => new Grant(
            grant.GetProperty("account").GetString()!, grant.GetProperty("access_token").GetString()!, grant.GetProperty("refresh_token").GetString()!))];
    }

    /// <summary>Stores one connection for each grant: user-0, user-1 … and returns their ids.</summary>
    public static async Task<IReadOnlyList<string>> StoreAsync(ConnectionStore store, string sandbox, int count, bool due)
    {
        var now = TimeProvider.System.GetUtcNow();
        var batch = Interlocked.Increment(ref batches);
        var connections = (await GrantsAsync(sandbox, count)).Select((grant, number) => Make(grant, $"con_{batch}_{number}", $"user-{number}", now, due)).ToList();
        foreach (var some in connections.Chunk(200)) await Task.WhenAll(some.Select(connection => store.SaveAsync(connection, 0, null, CancellationToken.None)));
        return [.. connections.Select(connection => connection.Id)];
    }

    /// <summary>A connection whose tokens no platform knows: for what never leaves the hub. Of the size that real ones have.</summary>
    public static Connection Invented(int number)
    {
        var account = number.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        var grant = new Grant("account-" + account, string.Concat(Enumerable.Repeat(account, 8)), string.Concat(Enumerable.Repeat(account, 4)));
        var now = TimeProvider.System.GetUtcNow();
        return Make(grant, "con_invented_" + account, $"user-{number}", now, due: false).WithEvent(now, "connected", $"Connected as {grant.Account}.");
    }

    // A token of an hour that is five minutes before its end: old enough to be exchanged.
    private static Connection Make(Grant grant, string id, string user, DateTimeOffset now, bool due) => new()
    {
        Id = id,
        User = user,
        PlatformId = "sandbox",
        Account = new Account(grant.Account, grant.Account),
        TokenGeneration = 1,
        GrantId = "grant_" + id,
        ConnectedAt = now,
        RequestedScopes = ["profile", "posts.read", "posts.write"],
        GrantedScopes = ["profile", "posts.read", "posts.write"],
        DueAt = due ? now : now.AddHours(1),
        Tokens = new TokenPair
        {
            AccessToken = new AccessToken(grant.AccessToken),
            RefreshToken = new RefreshToken(grant.RefreshToken),
            HasRefreshToken = true,
            TokenType = "Bearer",
            IssuedAt = due ? now.AddMinutes(-55) : now,
            ExpiresAt = due ? now.AddMinutes(5) : now.AddHours(2),
        },
    };
}
