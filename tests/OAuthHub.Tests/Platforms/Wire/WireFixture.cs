using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>
/// What one platform must receive and what it answers, in its exact odd shape: <c>Wire/{id}.json</c>, written from what the platform
/// documents and never from what the hub sends. docs/testing.md says how to write one.
/// </summary>
internal sealed record WireFixture
{
    public required WireRegistration Registration { get; init; }

    /// <summary>What the person types before the login.</summary>
    public IReadOnlyDictionary<string, string> Ask { get; init; } = new Dictionary<string, string>();

    /// <summary>Calls that leave before the browser is sent away.</summary>
    public IReadOnlyList<WireCall> Before { get; init; } = [];

    /// <summary>The exact address to which the browser is sent.</summary>
    public required string Login { get; init; }

    /// <summary>The query with which it comes back.</summary>
    public required string Callback { get; init; }

    public required IReadOnlyList<WireCall> Connect { get; init; }
    public required WireConnected Connected { get; init; }

    /// <summary>Null: nothing may leave, and <see cref="NoRefresh"/> says why.</summary>
    public required WireRefresh? Refresh { get; init; }

    public string? NoRefresh { get; init; }

    /// <summary>A refusal or outage that passes.</summary>
    public required WireStep? Temporary { get; init; }

    /// <summary>The platform's own words for "the grant is gone".</summary>
    public required WireStep? Dead { get; init; }

    /// <summary>Null: the platform is not told, since it offers no call for it.</summary>
    public required WireStep? Revoke { get; init; }

    /// <summary>Which kinds of oddity an invented platform combines.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static WireFixture Read(string file) => Parse(File.ReadAllText(file), Path.GetFileName(file));

    /// <param name="name">What a failure calls it.</param>
    public static WireFixture Parse(string text, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<WireFixture>(text, Options)!;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{name}: {fault.Message}", fault);
        }
    }
}

internal sealed record WireRegistration
{
    public required string ClientId { get; init; }
    public string? ClientSecret { get; init; }
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The hub gets its client by itself: none is set.</summary>
    public bool Automatic { get; init; }

    /// <summary>Further settings of the entry, such as <c>PrivateKey</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

internal sealed record WireCall
{
    /// <summary>Scheme and authority that must have been dialled.</summary>
    public required string To { get; init; }

    /// <summary>The request line, then the header lines in any order: all but Host, User-Agent and Content-Length, which are checked anyway.</summary>
    public required IReadOnlyList<string> Request { get; init; }

    /// <summary>Null: no body.</summary>
    public string? Body { get; init; }

    public required WireAnswer Answer { get; init; }

    /// <summary>Sent the first time only: what it fetches is remembered.</summary>
    public bool Once { get; init; }
}

/// <param name="Json">Sent as compact JSON; a placeholder in it is filled.</param>
/// <param name="Text">Sent as it stands.</param>
internal sealed record WireAnswer(int Status = 200, IReadOnlyDictionary<string, string>? Headers = null, JsonElement? Json = null, string? Text = null);

internal sealed record WireConnected
{
    public required WireAccount Account { get; init; }
    public required string Token { get; init; }
    public string TokenType { get; init; } = "Bearer";

    /// <summary>Whole seconds; null: no known end.</summary>
    public required long? ExpiresIn { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }
    public required bool Refreshable { get; init; }
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> OtherTokens { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<WireResource> Resources { get; init; } = [];

    /// <summary>Accounts of the same consent that become connections of their own.</summary>
    public IReadOnlyList<WireAccount> Companions { get; init; } = [];
}

internal sealed record WireAccount(string Id, string Name, string? Avatar = null);

internal sealed record WireResource(string Kind, string Id, string? Name);

/// <param name="After">How long after connecting, as ISO 8601 writes it: <c>PT90M</c>, <c>P50D</c>.</param>
/// <param name="Asked">True: the platform does not say when a token ends, so it is never due, and only somebody who asks renews it.</param>
internal sealed record WireRefresh(string After, IReadOnlyList<WireCall> Calls, string Token, bool Asked = false);

internal sealed record WireStep(IReadOnlyList<WireCall> Calls, string? Reason = null);
