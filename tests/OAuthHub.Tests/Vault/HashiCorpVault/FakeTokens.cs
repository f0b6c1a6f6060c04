using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>The tokens of the server: each with its policies, and with an end on the server's clock.</summary>
internal sealed class FakeTokens(Func<DateTimeOffset> now)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, FakeToken> tokens = new(StringComparer.Ordinal);

    public int Made { get; private set; }

    public int Renewals { get; private set; }

    /// <summary>Every token that was ever given out.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (gate) return [.. tokens.Keys];
        }
    }

    public string Make(string[] policies, TimeSpan? ttl = null, bool renewable = true, TimeSpan? maxTtl = null, string? id = null)
    {
        lock (gate)
        {
            Made++;
            id ??= "hvs." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
            tokens[id] = new FakeToken
            {
                Policies = policies, Period = ttl ?? TimeSpan.Zero, Renewable = renewable && ttl is not null, EndsAt = now() + ttl, LastEnd = now() + maxTtl,
            };
            return id;
        }
    }

    /// <summary>Null: the server does not know it, or it has ended.</summary>
    public FakeToken? Find(string? id)
    {
        lock (gate) return id is not null && tokens.TryGetValue(id, out var token) && !token.Revoked && !(token.EndsAt <= now()) ? token : null;
    }

    public void Revoke(string id)
    {
        lock (gate) tokens[id].Revoked = true;
    }

    public void RevokeAll()
    {
        lock (gate) foreach (var token in tokens.Values) token.Revoked = true;
    }

    public FakeReply LookUp(string id)
    {
        var token = Find(id)!;
        return FakeReply.Of(200, new JsonObject
        {
            ["id"] = id, ["policies"] = Names(token.Policies), ["renewable"] = token.Renewable, ["ttl"] = Seconds(token.EndsAt), ["creation_ttl"] = (int)token.Period.TotalSeconds, ["path"] = "auth/token/create",
        });
    }

    public FakeReply Renew(string id)
    {
        var token = Find(id)!;
        if (!token.Renewable) return FakeReply.Error(400, "lease is not renewable");
        lock (gate)
        {
            Renewals++;
            token.EndsAt = token.LastEnd < now() + token.Period ? token.LastEnd : now() + token.Period;
        }
        return Auth(id);
    }

    public FakeReply Auth(string id)
    {
        var token = Find(id)!;
        return new FakeReply(200, Auth: new JsonObject
        {
            ["client_token"] = id, ["accessor"] = "an-accessor", ["policies"] = Names(token.Policies), ["token_policies"] = Names(token.Policies), ["lease_duration"] = Seconds(token.EndsAt), ["renewable"] = token.Renewable, ["token_type"] = "service",
        });
    }

    private int Seconds(DateTimeOffset? end) => end is { } at ? (int)(at - now()).TotalSeconds : 0;

    private static JsonArray Names(string[] names) => new([.. names.Select(name => JsonValue.Create(name))]);
}

internal sealed class FakeToken
{
    public required string[] Policies { get; init; }
    public required TimeSpan Period { get; init; }
    public bool Renewable { get; set; }
    public DateTimeOffset? EndsAt { get; set; }
    public DateTimeOffset? LastEnd { get; init; }
    public bool Revoked { get; set; }
}
