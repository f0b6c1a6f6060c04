using System.Buffers.Binary;
using OAuthHub.Core.Vault.Live;

namespace OAuthHub.Core.Vault;

/// <summary>
/// Counters in the vault's header that are raised by whoever changes something that running hubs hold in memory. There need be no
/// Redis for it, and the one who writes may be a command: all that both are sure to share is the vault.
/// </summary>
public sealed class VaultSignals
{
    /// <summary>Agent keys were made or revoked.</summary>
    public const string Keys = "keys";

    /// <summary>Connections were changed by somebody who tells nobody else of it.</summary>
    public const string Connections = "connections";

    /// <summary>Webhooks were made, changed or removed.</summary>
    public const string Webhooks = "webhooks";

    private readonly LiveVault vault;

    internal VaultSignals(LiveVault vault) => this.vault = vault;

    /// <summary>Called after the change: whoever hears of it reads what is there then.</summary>
    public async Task RaiseAsync(string signal, CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = vault.Current.Rows;
            var now = (await rows.ReadHeaderAsync(cancellationToken)).GetValueOrDefault(signal);
            var next = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(next, (now is { Length: 8 } ? BinaryPrimitives.ReadInt64BigEndian(now) : 0) + 1);
            if (await rows.ReplaceHeaderAsync(signal, now, next, cancellationToken)) return;
        }
    }

    /// <summary>How far each of these signals is; equal texts: nothing happened in between.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken) => Of(await vault.ReadHeaderAsync(cancellationToken));

    /// <summary>Calls this about twice a second with what <see cref="ReadAsync"/> would give. It must be quick, and must not throw.</summary>
    public void Listen(Action<IReadOnlyDictionary<string, string>> listener) => vault.OnHeaderRead(header => listener(Of(header)));

    private static Dictionary<string, string> Of(IReadOnlyDictionary<string, byte[]> header) =>
        new[] { Keys, Connections, Webhooks }.ToDictionary(signal => signal, signal => Convert.ToHexString(header.GetValueOrDefault(signal) ?? []));
}
