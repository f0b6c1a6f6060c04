using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connections;

/// <summary>
/// The stored form of a connection. This and the registration's codec are the only places where secrets meet JSON, and what
/// comes out goes into the vault's seal.
/// </summary>
internal static class ConnectionCodec
{
    /// <summary>Of a connection that was imported: the fingerprint of the token that it came with.</summary>
    public const string Imported = "imported";

    public static VaultName Name(string connectionId) => new(VaultKind.Connection, connectionId);

    public static byte[] Write(Connection connection) => JsonSerializer.SerializeToUtf8Bytes(connection, ConnectionJson.Sealed.Connection);

    /// <exception cref="VaultIntegrityException">A later version of the hub wrote it.</exception>
    public static Connection Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json.Span, ConnectionJson.Sealed.Connection) is { } connection) return connection;
        }
        catch (Exception misfit) when (misfit is JsonException or InvalidOperationException or ArgumentException)
        {
            // What is wrong with it is in the message, and so would be what it holds.
        }
        throw new VaultIntegrityException("A connection in the vault has a form that this version of the hub does not know. Upgrade the hub; nothing was changed.");
    }

    /// <summary>What may be listed without opening the secret: enough to find, show and schedule a connection.</summary>
    public static Dictionary<string, string> Properties(Connection connection)
    {
        var properties = new Dictionary<string, string>
        {
            ["user"] = connection.User,
            ["platform"] = connection.PlatformId,
            ["account"] = connection.Account.Id,
            ["account_name"] = connection.Account.Name,
            ["state"] = connection.State.ToString(),
            ["tokens"] = connection.TokenGeneration.ToString(CultureInfo.InvariantCulture),
        };
        if (connection.Label is { } label) properties["label"] = label;
        if (connection.DefaultSince is { } since) properties["default"] = since.ToString("O", CultureInfo.InvariantCulture);
        if (connection.ImportedFrom is { } imported) properties[Imported] = imported;
        if (connection.Reason is { } reason) properties["reason"] = reason;
        if (connection.DueAt is { } due) properties["due"] = due.ToString("O", CultureInfo.InvariantCulture);
        if (connection.Tokens?.ExpiresAt is { } expires) properties["expires"] = expires.ToString("O", CultureInfo.InvariantCulture);
        return properties;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Connection))]
internal sealed partial class ConnectionJson : JsonSerializerContext
{
    /// <summary>With the converters that let secrets through; used here and nowhere else.</summary>
    public static ConnectionJson Sealed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new SecretConverter<AccessToken>(text => new AccessToken(text)),
            new SecretConverter<RefreshToken>(text => new RefreshToken(text)),
            new SecretConverter<ProofKey>(text => new ProofKey(text)),
            new JsonStringEnumConverter<ConnectionState>(),
        },
    });
}

/// <summary>Writes a secret's text. Internal, so that only the vault's codecs can ask for it.</summary>
internal sealed class SecretConverter<TSecret>(Func<string, TSecret> create) : JsonConverter<TSecret>
    where TSecret : Secret
{
    public override TSecret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => create(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, TSecret value, JsonSerializerOptions options) => writer.WriteStringValue(value.RevealSecret());
}
