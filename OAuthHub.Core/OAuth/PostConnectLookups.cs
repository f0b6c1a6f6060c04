using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>The calls that a platform needs once after connecting: which sites, tenants, pages or data centre the account has.</summary>
public sealed class PostConnectLookups(PlatformSender sender)
{
    private const int MostItems = 100;
    private const int LongestValue = 512;

    /// <summary>In the entry's order; each knows what those before it found.</summary>
    public async Task<PostConnectReading> ReadAsync(PlatformClient client, TokenSet tokens, CancellationToken cancellationToken)
    {
        var (stored, resources, others) = (new Dictionary<string, string>(), new List<ConnectionResource>(), new Dictionary<string, OtherToken>());
        foreach (var call in client.Platform.PostConnect)
        {
            var (items, failure) = await AskAsync(client.Knowing(stored), call, tokens, cancellationToken);
            foreach (var (resource, token) in items)
            {
                resources.Add(resource);
                if (token is not null) others[$"{call.StoreAs}:{resource.Id}"] = token;
            }
            if (items.Count > 0) stored[call.StoreAs] = items[0].Resource.Id;
            else if (call.Required) return new PostConnectReading.Failed(failure ?? "nothing_to_use");
        }
        return new PostConnectReading.Found(stored, resources, others);
    }

    private async Task<(List<(ConnectionResource Resource, OtherToken? Token)> Items, string? Failure)> AskAsync(PlatformClient client, PostConnectCall call, TokenSet tokens, CancellationToken cancellationToken)
    {
        if (await sender.CallAsync(client, call, tokens.AccessToken, tokens.Raw, cancellationToken) is not { } answer) return ([], "platform_bad_response");
        if (answer is not TokenAnswer.Received({ Status: 200 } raw)) return ([], answer.StopReason);
        if (AnswerDocument.Json(raw.Body) is not { } root) return ([], "platform_bad_response");
        var list = call.ItemsPath is { } path ? JsonPath.Find(root, path) : root;
        JsonElement[] elements = list is { ValueKind: JsonValueKind.Array } array && call.ItemsPath is not null ? [.. array.EnumerateArray().Take(MostItems)] : list is { } one ? [one] : [];
        return ([.. elements.Select(element => Read(call, element, tokens)).OfType<(ConnectionResource Resource, OtherToken? Token)>().DistinctBy(item => item.Resource.Id)], null);
    }

    private static (ConnectionResource Resource, OtherToken? Token)? Read(PostConnectCall call, JsonElement item, TokenSet tokens)
    {
        if (JsonPath.Text(JsonPath.Find(item, call.IdPath)) is not { Length: > 0 and <= LongestValue } id) return null;
        var name = call.NamePath is { } namePath && JsonPath.Text(JsonPath.Find(item, namePath)) is { Length: <= LongestValue } text ? text : null;
        var token = call.TokenPath is { } tokenPath ? TokenResponseParser.Token(JsonPath.Find(item, tokenPath)) : null;
        return (new ConnectionResource(call.StoreAs, id, name), token is null ? null : new OtherToken(new AccessToken(token), null, null, tokens.Scopes ?? []));
    }
}

public abstract record PostConnectReading
{
    private PostConnectReading() { }

    /// <param name="Stored">Of each call the first item's id, by its name.</param>
    /// <param name="Tokens">Tokens of the items, by <c>name:id</c>.</param>
    public sealed record Found(IReadOnlyDictionary<string, string> Stored, IReadOnlyList<ConnectionResource> Resources, IReadOnlyDictionary<string, OtherToken> Tokens) : PostConnectReading;

    /// <param name="Code">One of the callback's reasons.</param>
    public sealed record Failed(string Code) : PostConnectReading;
}
