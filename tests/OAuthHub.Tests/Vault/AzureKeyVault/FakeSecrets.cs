using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>The secrets of a <see cref="FakeKeyVault"/>: what Key Vault's REST reference and its limits say, for the operations on secrets.</summary>
internal sealed partial class FakeSecrets(string host, TimeProvider time)
{
    public const int ValueLimit = 25 * 1024;
    private const int PageSize = 25;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, FakeSecret> secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<long> writes = new();

    public Uri Address { get; } = new($"https://{host}/");

    public FakeTokens Tokens { get; } = new();

    /// <summary>By their names in an access policy.</summary>
    public HashSet<string> Permissions { get; } = ["get", "list", "set", "delete", "recover", "purge"];

    /// <summary>False: access policies.</summary>
    public bool UsesRoles { get; set; } = true;

    /// <summary>New versions in ten seconds; Key Vault's own limit is 300.</summary>
    public int WritesInTenSeconds { get; set; } = 100_000;

    public int RetryAfterSeconds { get; set; } = 3;

    /// <summary>How many requests it takes until a recovered secret can be used.</summary>
    public int RecoveryTakes { get; set; } = 2;

    /// <summary>Every name, tag and value that was ever stored, for looking for what may not be there.</summary>
    public string Dump
    {
        get
        {
            lock (gate)
            {
                return string.Join('\n', secrets.Values.SelectMany(secret => secret.Versions.Select(version =>
                    $"{secret.Name} {version.ContentType} {string.Join(' ', version.Tags.Select(tag => $"{tag.Key}={tag.Value}"))} {version.Value}")));
            }
        }
    }

    public IReadOnlyList<string> Names
    {
        get
        {
            lock (gate) return [.. secrets.Values.Where(secret => !secret.IsDeleted).Select(secret => secret.Name)];
        }
    }

    public IReadOnlyList<FakeVersion> Versions(string name)
    {
        lock (gate) return secrets.TryGetValue(name, out var secret) ? [.. secret.Versions] : [];
    }

    public bool IsDeleted(string name)
    {
        lock (gate) return secrets.TryGetValue(name, out var secret) && secret.IsDeleted;
    }

    /// <summary>As an administrator does in the portal.</summary>
    public void DeleteByHand(string name)
    {
        lock (gate) secrets[name].IsDeleted = true;
    }

    /// <inheritdoc cref="DeleteByHand"/>
    public void SetByHand(string name, string value, params (string Name, string Value)[] tags)
    {
        lock (gate)
        {
            if (!secrets.TryGetValue(name, out var secret)) secrets[name] = secret = new FakeSecret(name);
            secret.Versions.Add(new FakeVersion { Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Value = value, Created = time.GetUtcNow().ToUnixTimeSeconds(), Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value) });
        }
    }

    /// <inheritdoc cref="DeleteByHand"/>
    public void RecoverByHand(string name)
    {
        lock (gate) secrets[name].IsDeleted = false;
    }

    public void SetEnabled(string name, string version, bool enabled)
    {
        lock (gate) secrets[name].Versions.Single(one => one.Id == version).IsEnabled = enabled;
    }

    public FakeAnswer Answer(FakeRequest request)
    {
        lock (gate) return Route(request);
    }

    private FakeAnswer Route(FakeRequest request)
    {
        if (!ApiVersions().IsMatch(request.Query["api-version"].ToString())) return FakeAnswer.Error(400, "BadParameter", "api-version must be specified and known.");
        var path = request.Path.Trim('/').Split('/');
        return (request.Method, path) switch
        {
            ("GET", ["secrets"]) => Needs("list", "readMetadata") ?? List(request),
            ("GET", ["secrets", var name, "versions"]) => Needs("list", "readMetadata") ?? ListVersions(request, name),
            ("GET", ["secrets", var name]) => Needs("get", "getSecret") ?? Get(name, null),
            ("GET", ["secrets", var name, var version]) => Needs("get", "getSecret") ?? Get(name, version),
            ("PUT", ["secrets", var name]) => Needs("set", "setSecret") ?? Set(name, request.Body),
            ("PATCH", ["secrets", var name, var version]) => Needs("set", "update") ?? Update(name, version, request.Body),
            ("DELETE", ["secrets", var name]) => Needs("delete", "delete") ?? Delete(name),
            ("POST", ["deletedsecrets", var name, "recover"]) => Needs("recover", "recover") ?? Recover(name),
            ("DELETE", ["deletedsecrets", var name]) => Needs("purge", "purge") ?? Purge(name),
            _ => FakeAnswer.Error(405, "MethodNotAllowed", $"{request} is none of the documented operations."),
        };
    }

    private FakeAnswer? Needs(string permission, string action) =>
        Permissions.Contains(permission) ? null :
        UsesRoles ? FakeAnswer.Error(403, "Forbidden", $"Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/secrets/{action}/action'\r\nDecisionReason: 'DeniedWithNoValidRBAC'", "ForbiddenByRbac") :
        FakeAnswer.Error(403, "Forbidden", $"The user, group or application does not have secrets {permission} permission on key vault '{host}'.", "AccessDenied");

    private FakeAnswer Get(string name, string? version)
    {
        if (Usable(name) is not { } secret || (version is null ? secret.Versions[^1] : secret.Versions.Find(one => one.Id == version)) is not { } found) return NotFound(name);
        return found.IsEnabled ? new FakeAnswer(200, Bundle(secret, found, withValue: true)) : FakeAnswer.Error(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
    }

    private FakeAnswer Set(string name, string body)
    {
        if (!NamePattern().IsMatch(name)) return FakeAnswer.Error(400, "BadParameter", $"The request URI contains an invalid name: {name}");
        var json = JsonNode.Parse(body)!.AsObject();
        if (json["value"]?.GetValue<string>() is not { } value) return FakeAnswer.Error(400, "BadParameter", "Property has invalid value: value");
        if (value.Length > ValueLimit) return FakeAnswer.Error(400, "BadParameter", $"The secret value exceeds the maximum of {ValueLimit} characters.");
        if (Invalid(json) is { } invalid) return invalid;
        if (secrets.TryGetValue(name, out var secret))
        {
            if (secret.IsDeleted) return FakeAnswer.Error(409, "Conflict", $"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused.", "ObjectIsDeletedButRecoverable");
            if (secret.RecoveringFor > 0)
            {
                secret.RecoveringFor--;
                return FakeAnswer.Error(409, "Conflict", $"Secret {name} is currently being recovered and cannot be re-created; retry later.", "ObjectIsBeingRecovered");
            }
        }
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        while (writes.TryPeek(out var oldest) && oldest <= now - 10_000) writes.Dequeue();
        if (writes.Count >= WritesInTenSeconds)
            return FakeAnswer.Error(429, "Throttled", "Request was not processed because too many requests were received.") with { Headers = new() { ["Retry-After"] = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture) } };
        writes.Enqueue(now);
        if (secret is null) secrets[name] = secret = new FakeSecret(name);
        var made = new FakeVersion { Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), Value = value, Created = now / 1000 };
        secret.Versions.Add(made);
        Apply(made, json);
        return new FakeAnswer(200, Bundle(secret, made, withValue: true));
    }

    private FakeAnswer Update(string name, string version, string body)
    {
        if (Usable(name) is not { } secret || secret.Versions.Find(one => one.Id == version) is not { } found) return NotFound(name);
        var json = JsonNode.Parse(body)!.AsObject();
        if (json.ContainsKey("value")) return FakeAnswer.Error(400, "BadParameter", "The value of a secret cannot be changed.");
        if (Invalid(json) is { } invalid) return invalid;
        Apply(found, json);
        return new FakeAnswer(200, Bundle(secret, found, withValue: false));
    }

    private FakeAnswer Delete(string name)
    {
        if (Usable(name) is not { } secret) return NotFound(name);
        secret.IsDeleted = true;
        return new FakeAnswer(200, Deleted(secret));
    }

    private FakeAnswer Recover(string name)
    {
        if (!secrets.TryGetValue(name, out var secret) || !secret.IsDeleted) return NotFound(name);
        (secret.IsDeleted, secret.RecoveringFor) = (false, RecoveryTakes);
        return new FakeAnswer(200, Bundle(secret, secret.Versions[^1], withValue: false));
    }

    private FakeAnswer Purge(string name)
    {
        if (!secrets.TryGetValue(name, out var secret) || !secret.IsDeleted) return NotFound(name);
        secrets.Remove(name);
        return new FakeAnswer(204, null);
    }

    private FakeAnswer List(FakeRequest request) => Page(request, "secrets", [.. secrets.Values.Where(secret => !secret.IsDeleted && secret.RecoveringFor == 0)
        .Select(secret => (secret.Name, Without(Bundle(secret, secret.Versions[^1], withValue: false), $"{Address}secrets/{secret.Name}")))]);

    private FakeAnswer ListVersions(FakeRequest request, string name) =>
        Page(request, $"secrets/{name}/versions", Usable(name) is { } secret ? [.. secret.Versions.Select(version => (version.Id, Bundle(secret, version, withValue: false))).OrderBy(version => version.Id, StringComparer.OrdinalIgnoreCase)] : []);

    /// <summary>The next page begins after the last key of this one, whatever came and went meanwhile.</summary>
    private FakeAnswer Page(FakeRequest request, string path, IReadOnlyList<(string Key, JsonObject Json)> all)
    {
        var after = request.Query["$skiptoken"].ToString();
        var most = request.Query.TryGetValue("maxresults", out var text) ? int.Parse(text.ToString(), CultureInfo.InvariantCulture) : PageSize;
        if (most is < 1 or > PageSize) return FakeAnswer.Error(400, "BadParameter", $"maxresults must be between 1 and {PageSize}.");
        var rest = all.Where(one => string.Compare(one.Key, after, StringComparison.OrdinalIgnoreCase) > 0).ToList();
        var next = rest.Count > most ? $"{Address}{path}?api-version={request.Query["api-version"]}&$skiptoken={rest[most - 1].Key}&maxresults={most}" : null;
        return new FakeAnswer(200, new JsonObject { ["value"] = new JsonArray([.. rest.Take(most).Select(one => one.Json)]), ["nextLink"] = next });
    }

    private FakeSecret? Usable(string name)
    {
        if (!secrets.TryGetValue(name, out var secret) || secret.IsDeleted) return null;
        if (secret.RecoveringFor == 0) return secret;
        secret.RecoveringFor--;
        return null;
    }

    private static FakeAnswer NotFound(string name) => FakeAnswer.Error(404, "SecretNotFound", $"A secret with (name/id) {name} was not found in this key vault.");

    private static FakeAnswer? Invalid(JsonObject json)
    {
        if (json["contentType"]?.GetValue<string>() is { Length: > 255 }) return FakeAnswer.Error(400, "BadParameter", "contentType is longer than 255 characters.");
        if (json["tags"] is not JsonObject tags) return null;
        if (tags.Count > 15) return FakeAnswer.Error(400, "BadParameter", "More than 15 tags.");
        return tags.Any(tag => tag.Key.Length > 256 || tag.Value!.GetValue<string>().Length > 256) ? FakeAnswer.Error(400, "BadParameter", "A tag is longer than 256 characters.") : null;
    }

    private void Apply(FakeVersion version, JsonObject json)
    {
        version.Updated = time.GetUtcNow().ToUnixTimeSeconds();
        if (json["contentType"] is { } type) version.ContentType = type.GetValue<string>();
        if (json["attributes"]?["enabled"] is { } enabled) version.IsEnabled = enabled.GetValue<bool>();
        if (json["tags"] is JsonObject tags) version.Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value!.GetValue<string>());
    }

    private JsonObject Deleted(FakeSecret secret)
    {
        var json = Bundle(secret, secret.Versions[^1], withValue: false);
        json["recoveryId"] = $"{Address}deletedsecrets/{secret.Name}";
        json["deletedDate"] = time.GetUtcNow().ToUnixTimeSeconds();
        json["scheduledPurgeDate"] = time.GetUtcNow().AddDays(90).ToUnixTimeSeconds();
        return json;
    }

    private JsonObject Bundle(FakeSecret secret, FakeVersion version, bool withValue)
    {
        var json = new JsonObject
        {
            ["id"] = $"{Address}secrets/{secret.Name}/{version.Id}",
            ["attributes"] = new JsonObject { ["enabled"] = version.IsEnabled, ["created"] = version.Created, ["updated"] = version.Updated, ["recoveryLevel"] = "Recoverable+Purgeable", ["recoverableDays"] = 90 },
            ["tags"] = new JsonObject(version.Tags.Select(tag => KeyValuePair.Create<string, JsonNode?>(tag.Key, tag.Value))),
        };
        if (version.ContentType is not null) json["contentType"] = version.ContentType;
        if (withValue) json["value"] = version.Value;
        return json;
    }

    private static JsonObject Without(JsonObject bundle, string id)
    {
        bundle["id"] = id; // a list of secrets names no version
        return bundle;
    }

    [GeneratedRegex(@"^(7\.[0-9]+|20[0-9]{2}-[0-9]{2}-[0-9]{2})(-preview(\.[0-9]+)?)?$")]
    private static partial Regex ApiVersions();

    [GeneratedRegex("^[0-9a-zA-Z-]{1,127}$")]
    private static partial Regex NamePattern();
}

internal sealed class FakeSecret(string name)
{
    public string Name => name;

    public List<FakeVersion> Versions { get; } = [];

    public bool IsDeleted { get; set; }

    public int RecoveringFor { get; set; }
}

internal sealed class FakeVersion
{
    public required string Id { get; init; }
    public required string Value { get; init; }
    public required long Created { get; init; }
    public long Updated { get; set; }
    public string? ContentType { get; set; }
    public bool IsEnabled { get; set; } = true;
    public Dictionary<string, string> Tags { get; set; } = [];
}
