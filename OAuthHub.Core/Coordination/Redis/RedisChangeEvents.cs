using System.Text.Json;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// Change events among processes, by publish and subscribe. A message may be lost, and nobody relies on one: see
/// <see cref="MemoryTrust"/>. Messages are sealed, since they name users, and since nobody else shall send any.
/// </summary>
internal sealed partial class RedisChangeEvents : IChangeEvents
{
    private static readonly SealContext Place = new("", "change-event", ReadOnlyMemory<byte>.Empty, 0);

    private readonly InMemoryChangeEvents here = new();
    private readonly RedisLink link;
    private readonly RedisNames names;
    private readonly Sealer sealer;
    private readonly SealContext place;
    private readonly ILogger<RedisChangeEvents> logger;

    /// <summary>Tells our own messages, which come back to us, from the others'. Not the process's: a test runs several hubs in one.</summary>
    private readonly string origin = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    public RedisChangeEvents(RedisLink link, RedisNames names, KeyRing keys, IVault vault, ILogger<RedisChangeEvents> logger)
    {
        (this.link, this.names, sealer, this.logger) = (link, names, new Sealer(keys), logger);
        place = Place with { DeploymentId = vault.DeploymentId };
        _ = link.SubscribeAsync(names.Changes, Receive);
        link.OnRestored(() => here.Publish(new HubChange("missed", "", null, "", "missed") { FromAnother = true }));
    }

    public void Publish(HubChange change)
    {
        here.Publish(change);
        _ = SendAsync(sealer.Seal(place, JsonSerializer.SerializeToUtf8Bytes(new Message(origin, change))));
    }

    public IDisposable Subscribe(Action<HubChange> handler) => here.Subscribe(handler);

    private async Task SendAsync(byte[] message)
    {
        try
        {
            await link.RunAsync(redis => redis.PublishAsync(RedisChannel.Literal(names.Changes), message));
        }
        catch (CoordinationUnavailableException)
        {
            // The others find out by themselves, within two seconds.
        }
    }

    private void Receive(byte[] blob)
    {
        try
        {
            if (JsonSerializer.Deserialize<Message>(sealer.Open(place, blob)) is { } message && !string.Equals(message.Origin, origin, StringComparison.Ordinal))
                here.Publish(message.Change with { FromAnother = true });
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException or JsonException)
        {
            LogForged(logger);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change event was not sent by this hub, or was sealed with a master key that it does not have; it is ignored")]
    private static partial void LogForged(ILogger logger);

    private sealed record Message(string Origin, HubChange Change);
}
