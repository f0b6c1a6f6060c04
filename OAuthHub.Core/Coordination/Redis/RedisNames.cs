using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// The names of everything that this hub keeps in Redis; docs/operations.md lists them for an access list. They start with a hash of
/// the deployment, so that two hubs may share a server, and name no person: a user is a keyed hash.
/// </summary>
/// <remarks>The braces keep them in one slot of a cluster, as scripts over several keys need it.</remarks>
internal sealed class RedisNames(IVault vault)
{
    private readonly string prefix = $"oauthhub:{{{Hash("prefix", vault.DeploymentId)[..16]}}}:";
    private readonly byte[] userKey = SHA256.HashData(Encoding.UTF8.GetBytes("oauthhub/redis-users/" + vault.DeploymentId));

    public string Lease(string resource) => $"{prefix}lease:{resource}";

    public string Login(SecretFingerprint state) => $"{prefix}login:{state}";

    /// <summary>The open flows of one browser.</summary>
    public string Browser(SecretFingerprint browser) => $"{prefix}browser:{browser}";

    /// <summary>A connect link, by the hash of its token.</summary>
    public string ConnectLink(SecretFingerprint token) => $"{prefix}link:{token}";

    /// <summary>How many links a key has made in one minute.</summary>
    public string ConnectLinksOf(string keyId, string minute) => $"{prefix}links:{keyId}:{minute}";

    /// <summary>A platform's due queue.</summary>
    public string Due(string platformId) => $"{prefix}due:{platformId}";

    public string Platforms => $"{prefix}platforms";

    /// <summary>The ids of one user's connections.</summary>
    public string User(string user) => $"{prefix}user:{Convert.ToHexStringLower(HMACSHA256.HashData(userKey, Encoding.UTF8.GetBytes(user)).AsSpan(0, 16))}";

    /// <summary>Set once the index holds everything: when it is gone, Redis was flushed.</summary>
    public string Complete => $"{prefix}complete";

    /// <summary>Whoever fills the index now; who finds another here at the end has not filled all of it.</summary>
    public string Filling => $"{prefix}filling";

    /// <summary>The processes, by when they were last heard of.</summary>
    public string Processes => $"{prefix}processes";

    /// <summary>How a process is, for the operator.</summary>
    public string Process(string process) => $"{prefix}process:{process}";

    /// <summary>What a process counted in one stretch of time.</summary>
    public string Numbers(string process, string page) => $"{prefix}numbers:{process}:{page}";

    /// <summary>The channel of change events.</summary>
    public string Changes => $"{prefix}changes";

    /// <summary>Held while a vault's header is written: there is no deployment id yet to begin the name with.</summary>
    public static string Opening(string place) => $"oauthhub:opening:{Hash("opening", place)[..16]}";

    private static string Hash(string purpose, string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"oauthhub/redis-{purpose}/{text}")));
}
