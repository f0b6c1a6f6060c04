using System.Collections.Concurrent;
using System.Globalization;
using OAuthHub.Core;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Session;

/// <summary>
/// The sessions that were ended before their time. A session lives in its cookie alone, so without this a copy of the cookie would
/// outlive the sign-out. Kept in a file of the data directory, as hashes, for as long as the cookies could still be valid.
/// </summary>
internal sealed class EndedSessions(HubPaths paths, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Lazy<ConcurrentDictionary<string, DateTimeOffset>> ended = new(() => Read(paths.EndedSessions));

    public bool Has(string sessionId) => ended.Value.ContainsKey(SecretFingerprint.Of(sessionId).ToString());

    public void End(string sessionId)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var (old, until) in ended.Value)
                if (until < now) ended.Value.TryRemove(old, out _);
            if (!ended.Value.TryAdd(SecretFingerprint.Of(sessionId).ToString(), now + SessionServiceCollectionExtensions.Lifetime)) return;
            PrivateFile.Write(paths.EndedSessions, string.Join('\n', ended.Value.Select(entry => $"{entry.Key} {entry.Value.ToUnixTimeSeconds()}")));
        }
    }

    /// <remarks><code>hash of the session id, until when in seconds of the epoch</code></remarks>
    private static ConcurrentDictionary<string, DateTimeOffset> Read(string path)
    {
        var known = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var line in PrivateFile.Read(path, "list of ended sessions")?.Split('\n') ?? [])
            if (line.Split(' ') is [{ Length: 64 } hash, var until] && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) known[hash] = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return known;
    }
}
