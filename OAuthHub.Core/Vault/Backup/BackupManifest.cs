using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthHub.Core.Vault.Backup;

/// <summary>What a backup says about itself, readable for everybody who has the file. It is no secret, and believed only once the whole file has verified.</summary>
/// <param name="Format">Of the file; a reader refuses one that it does not know.</param>
/// <param name="Id">Of this backup: 32 hex digits.</param>
/// <param name="DeploymentId">Of the vault that it is one of.</param>
/// <param name="KeyIds">The master keys that open the vault's header, by their ids.</param>
/// <param name="SignedWith">The one of them that the file is authenticated with.</param>
public sealed record BackupManifest(int Format, string Id, DateTimeOffset CreatedAt, string Backend, string DeploymentId, IReadOnlyList<string> KeyIds, string SignedWith)
{
    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);

    internal static BackupManifest? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, BackupJson.Default.BackupManifest) is { Id: not null, Backend: not null, DeploymentId: not null, KeyIds: not null, SignedWith: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What stands at the end of a backup, since only then it is known.</summary>
public sealed record BackupCounts(long Records, long Answers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(BackupCounts))]
internal sealed partial class BackupJson : JsonSerializerContext;
