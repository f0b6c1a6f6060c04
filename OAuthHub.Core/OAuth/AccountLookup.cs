using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>Asks a platform who the connected account is.</summary>
public sealed class AccountLookup(PlatformSender sender)
{
    private const int LongestName = 128;
    private const int LongestId = 256;

    /// <param name="client">Knows by now what the callback, the token reply and the lookups after connecting gave.</param>
    public async Task<AccountReading> ReadAsync(PlatformClient client, AccessToken accessToken, TokenSet tokens, IdTokenClaims? claims, CancellationToken cancellationToken)
    {
        var rules = client.Platform.Account;
        var stored = new Dictionary<string, string>();
        var (id, name, avatar) = (tokens.AccountId ?? claims?.Subject, tokens.AccountName ?? claims?.Name, claims?.Picture);
        if (rules.Lookup is { } call)
        {
            if (await sender.CallAsync(client, call, accessToken, tokens.Raw, cancellationToken) is not { } answer) return new AccountReading.Failed("platform_bad_response"); // the token reply lacks what the address needs
            if (answer is not TokenAnswer.Received({ Status: 200 } raw)) return new AccountReading.Failed(answer.StopReason);
            if (AnswerDocument.Json(raw.Body) is not { } root) return new AccountReading.Failed("platform_bad_response");
            id = JsonPath.Text(JsonPath.First(root, rules.Id)) ?? id;
            name = JsonPath.Text(JsonPath.First(root, rules.Name)) ?? name;
            avatar = JsonPath.Text(JsonPath.First(root, rules.Avatar)) ?? avatar;
            foreach (var (key, path) in rules.Store)
                if (JsonPath.Text(JsonPath.Find(root, path)) is { Length: <= 2048 } value) stored[key] = value;
        }
        if (rules.IdTransform is "last_path_segment") id = id?.TrimEnd('/').Split('/')[^1];
        var values = Values(tokens, stored, ("id", id), ("name", name), ("avatar", avatar));
        id = Joined(client, rules.IdTemplate, values) ?? id;
        if (string.IsNullOrEmpty(id)) return new AccountReading.Failed("platform_bad_response");
        id = Clean(id, LongestId);
        name = Joined(client, rules.NameTemplate, values) ?? name;
        avatar = (rules.AvatarTemplate is { } template ? client.TryResolve(template, values) : null) ?? avatar;
        if (rules.AvatarTransform is "without_query") avatar = avatar?.Split('?')[0];
        return new AccountReading.Found(new Account(id, Clean(string.IsNullOrWhiteSpace(name) ? id : name, LongestName), Https(avatar)), stored);
    }

    private static string? Joined(PlatformClient client, string? template, Dictionary<string, string> values) => template is null ? null : client.TryFill(template, values);

    private static Dictionary<string, string> Values(TokenSet tokens, Dictionary<string, string> stored, params (string Name, string? Value)[] own)
    {
        var values = new Dictionary<string, string>(tokens.Raw);
        foreach (var (name, value) in stored) values["account." + name] = value;
        foreach (var (name, value) in own)
            if (!string.IsNullOrEmpty(value)) values["account." + name] = value;
        return values;
    }

    /// <summary>A name comes from outside: no control characters, no endless ones.</summary>
    private static string Clean(string text, int longest)
    {
        var plain = string.Concat(text.Where(c => !char.IsControl(c)));
        return plain.Length <= longest ? plain : plain[..longest];
    }

    private static string? Https(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && url!.Length <= 2048 ? address.AbsoluteUri : null;
}

public abstract record AccountReading
{
    private AccountReading() { }

    public sealed record Found(Account Account, IReadOnlyDictionary<string, string> Stored) : AccountReading;

    public sealed record Failed(string Code) : AccountReading;
}
