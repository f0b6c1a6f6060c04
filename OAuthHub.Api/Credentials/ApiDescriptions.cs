using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Credentials;

/// <summary>How each connection's token is used at its platform, written once for as long as the connection is held in memory: reads are the hot path.</summary>
internal sealed class ApiDescriptions(PlatformClients platforms)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<CallAuthorization>(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly ConditionalWeakTable<Connection, byte[]> known = [];

    /// <summary>A JSON object; empty: there is nothing to say that is not so for everybody.</summary>
    public byte[] Of(Connection connection) => known.GetValue(connection, Describe);

    private byte[] Describe(Connection connection)
    {
        if (platforms.Find(connection) is not { } client) return [];
        if (ApiAccess.Of(client) is not { IsUsual: false } access) return [];
        return JsonSerializer.SerializeToUtf8Bytes(new ApiDocument(access.BaseUrl, access.Authorization, access.AuthorizationName, access.Headers.Count > 0 ? access.Headers : null), Options);
    }
}

/// <param name="BaseUrl">Where the platform's API is, for this account.</param>
/// <param name="Authorization">How the token travels there.</param>
/// <param name="AuthorizationName">The scheme, header or parameter that carries it.</param>
/// <param name="Headers">What the API wants beside it.</param>
internal sealed record ApiDocument(string? BaseUrl, CallAuthorization Authorization, string? AuthorizationName, IReadOnlyDictionary<string, string>? Headers);
