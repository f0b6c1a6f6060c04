using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>A KV version 2 engine as its documentation and OpenBao's source describe it, down to which of two max_versions counts.</summary>
internal sealed class FakeKv(Func<DateTimeOffset> now)
{
    private readonly Lock gate = new();

    public SortedDictionary<string, FakeKvSecret> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>The engine's own settings.</summary>
    public int MaxVersions { get; set; }

    public TimeSpan DeleteVersionAfter { get; set; }

    /// <summary>Each version whose content the engine has, whatever a caller could read of it.</summary>
    public IReadOnlyList<string> Contents
    {
        get
        {
            lock (gate) return [.. Secrets.Values.SelectMany(secret => secret.Versions.Values).Where(version => version.Data is not null).Select(version => version.Data!.ToJsonString())];
        }
    }

    public bool Exists(string path)
    {
        lock (gate) return Secrets.ContainsKey(path);
    }

    public FakeReply Handle(string method, string operation, string path, JsonObject? body, IReadOnlyDictionary<string, string> query)
    {
        lock (gate)
        {
            return (operation, method) switch
            {
                ("data", "GET") => Read(path, query.TryGetValue("version", out var version) ? int.Parse(version, CultureInfo.InvariantCulture) : 0),
                ("data", "POST" or "PUT") => Write(path, body),
                ("data", "DELETE") => Each(path, [Secrets.GetValueOrDefault(path)?.Current ?? 0], version => version.DeletedAt ??= now()),
                ("delete", "POST" or "PUT") => Each(path, Versions(body), version => version.DeletedAt ??= now()),
                ("undelete", "POST" or "PUT") => Each(path, Versions(body), version => version.DeletedAt = null),
                ("destroy", "POST" or "PUT") => Each(path, Versions(body), version => (version.Destroyed, version.Data) = (true, null)),
                ("metadata", "LIST") => List(path),
                ("metadata", "GET") => ReadMetadata(path),
                ("metadata", "POST" or "PUT") => WriteMetadata(path, body),
                ("metadata", "DELETE") => Forget(path),
                _ => FakeReply.Error(405, "unsupported operation"),
            };
        }
    }

    private FakeReply Read(string path, int asked)
    {
        if (!Secrets.TryGetValue(path, out var secret) || !secret.Versions.TryGetValue(asked > 0 ? asked : secret.Current, out var version)) return FakeReply.Nothing;
        var answer = new JsonObject { ["data"] = version.Data?.DeepClone(), ["metadata"] = version.Describe() };
        if (!version.IsReadable(now())) answer["data"] = null;
        return FakeReply.Of(version.IsReadable(now()) ? 200 : 404, answer);
    }

    private FakeReply Write(string path, JsonObject? body)
    {
        if (path.Length == 0) return FakeReply.Error(400, "missing path");
        if (body?["data"] is not JsonObject data) return FakeReply.Error(400, "no data provided");
        var secret = Secrets.GetValueOrDefault(path) ?? new FakeKvSecret();
        if ((body["options"] as JsonObject)?["cas"] is { } cas)
        {
            if (cas.GetValue<int>() != secret.Current) return FakeReply.Error(400, "check-and-set parameter did not match the current version");
        }
        else if (secret.CasRequired) return FakeReply.Error(400, "check-and-set parameter required for this call");
        Secrets[path] = secret;
        var version = secret.Add((JsonObject)data.DeepClone(), now(), DeleteVersionAfter, MaxVersions);
        return FakeReply.Of(200, version.Describe());
    }

    private FakeReply Each(string path, IEnumerable<int> versions, Action<FakeKvVersion> change)
    {
        foreach (var number in versions)
            if (Secrets.GetValueOrDefault(path)?.Versions.GetValueOrDefault(number) is { } version) change(version);
        return FakeReply.NoContent;
    }

    private FakeReply List(string path)
    {
        var names = Secrets.Keys.Where(key => key.StartsWith(path, StringComparison.Ordinal)).Select(key => key[path.Length..])
            .Select(rest => rest.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? rest[..(slash + 1)] : rest).Distinct().ToArray();
        return names.Length == 0 ? FakeReply.Nothing : FakeReply.Of(200, new JsonObject { ["keys"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]) });
    }

    private FakeReply ReadMetadata(string path) => !Secrets.TryGetValue(path, out var secret) ? FakeReply.Nothing : FakeReply.Of(200, new JsonObject
    {
        ["cas_required"] = secret.CasRequired,
        ["current_version"] = secret.Current,
        ["max_versions"] = secret.MaxVersions,
        ["versions"] = new JsonObject(secret.Versions.Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value.Describe()))),
    });

    private FakeReply WriteMetadata(string path, JsonObject? body)
    {
        if (path.Length == 0) return FakeReply.Error(400, "missing path");
        var secret = Secrets.GetValueOrDefault(path) ?? (Secrets[path] = new FakeKvSecret());
        if (body?["max_versions"] is { } versions) secret.MaxVersions = versions.GetValue<int>();
        if (body?["cas_required"] is { } cas) secret.CasRequired = cas.GetValue<bool>();
        return FakeReply.NoContent;
    }

    private FakeReply Forget(string path)
    {
        Secrets.Remove(path);
        return FakeReply.NoContent;
    }

    private static IEnumerable<int> Versions(JsonObject? body) => body?["versions"]?.AsArray().Select(version => version!.GetValue<int>()) ?? [];
}

/// <summary>One key of the engine with its versions.</summary>
internal sealed class FakeKvSecret
{
    private const int DefaultVersions = 10;

    public SortedDictionary<int, FakeKvVersion> Versions { get; } = [];
    public int Current { get; private set; }
    public int MaxVersions { get; set; }
    public bool CasRequired { get; set; }

    public FakeKvVersion Add(JsonObject data, DateTimeOffset now, TimeSpan deleteAfter, int configured)
    {
        var version = new FakeKvVersion { Number = ++Current, Data = data, CreatedAt = now, DeletedAt = deleteAfter > TimeSpan.Zero ? now + deleteAfter : null };
        Versions[Current] = version;
        // The engine takes the higher of its own setting and the key's.
        var kept = Math.Max(MaxVersions, configured) is > 0 and var most ? most : DefaultVersions;
        foreach (var old in Versions.Keys.Where(number => number <= Current - kept).ToList()) Versions.Remove(old);
        return version;
    }
}

internal sealed class FakeKvVersion
{
    public required int Number { get; init; }
    public JsonObject? Data { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; set; }
    public bool Destroyed { get; set; }

    public bool IsReadable(DateTimeOffset now) => !Destroyed && !(DeletedAt < now);

    public JsonObject Describe() => new()
    {
        ["created_time"] = Time(CreatedAt),
        ["custom_metadata"] = null,
        ["deletion_time"] = DeletedAt is { } at ? Time(at) : "",
        ["destroyed"] = Destroyed,
        ["version"] = Number,
    };

    // With nine digits, as Go prints them.
    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'12Z'", CultureInfo.InvariantCulture);
}

/// <summary>What is answered; the server puts it into its envelope.</summary>
/// <param name="Bare">The body, where there is no envelope.</param>
internal sealed record FakeReply(int Status, JsonObject? Data = null, IReadOnlyList<string>? Errors = null, JsonObject? Auth = null, JsonObject? Bare = null)
{
    public static FakeReply Nothing { get; } = new(404, Errors: []);

    public static FakeReply NoContent { get; } = new(204);

    public static FakeReply Of(int status, JsonObject data) => new(status, data);

    public static FakeReply Error(int status, params string[] errors) => new(status, Errors: errors);
}
