using System.Text.Json.Nodes;

namespace OAuthHub.Core.Vault.HashiCorpVault;

internal enum KvState
{
    /// <summary>Nothing stands there; the next write expects version 0.</summary>
    Missing,

    /// <summary>A document of the hub's.</summary>
    Live,

    /// <summary>The hub has removed the document: an empty one stands in its place.</summary>
    Removed,

    /// <summary>As removed, and what is left of it is about to go.</summary>
    Leaving,

    /// <summary>Somebody deleted or destroyed the newest version by hand.</summary>
    Deleted,
}

/// <summary>
/// One secret of KV version 2, as the hub uses it: a field <c>document</c> with base64, or a field <c>removed</c> in its place.
/// <code>
/// 200 {"data": {"data": {"document": "AQ…"}, "metadata": {"version": 3, "created_time": "2030-01-01T12:00:00.123456789Z", "deletion_time": "", "destroyed": false}}}
/// 404 {"data": {"data": null, "metadata": {"version": 3, "deletion_time": "2030-…", "destroyed": false}}}    soft-deleted: what to expect is 3, not 0
/// 404 {"errors": []}                                                                                          never written
/// </code>
/// </summary>
/// <param name="Age">How long ago the version was written, by the server's own clock; null when it does not tell.</param>
internal sealed record KvSecret(KvState State, long Version, byte[]? Content, TimeSpan? Age)
{
    public const string Gone = "gone";
    public const string Going = "leaving";

    private static readonly KvSecret None = new(KvState.Missing, 0, null, null);

    /// <summary>Null: the answer is about something else.</summary>
    public static KvSecret? Read(VaultAnswer answer)
    {
        if (answer.IsNothing) return None;
        var metadata = VaultAnswer.Field(answer.Data, "metadata");
        var version = VaultAnswer.Number(metadata, "version");
        if (version < 1) return null;
        if ((int)answer.Status == 404) return new KvSecret(KvState.Deleted, version, null, null);
        if (!answer.IsSuccess) return null;
        var age = VaultAnswer.Field(metadata, "created_time") is { ValueKind: System.Text.Json.JsonValueKind.String } text && text.TryGetDateTimeOffset(out var created) ? answer.At - created : null;
        var data = VaultAnswer.Field(answer.Data, "data");
        if (VaultAnswer.Text(data, "removed") is { } removed) return new KvSecret(removed == Going ? KvState.Leaving : KvState.Removed, version, null, age);
        return VaultAnswer.Field(data, "document") is { ValueKind: System.Text.Json.JsonValueKind.String } document && document.TryGetBytesFromBase64(out var content) ? new KvSecret(KvState.Live, version, content, age) : null;
    }

    public static JsonObject Document(byte[] content) => new() { ["document"] = Convert.ToBase64String(content) };

    public static JsonObject Tombstone(string what) => new() { ["removed"] = what };

    public override string ToString() => $"{State} at version {Version}";
}
