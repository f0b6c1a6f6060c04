using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Live;

/// <summary>How far a move between two backends is, as one of them says it in its header.</summary>
internal enum MovePhase : byte
{
    /// <summary>In the old vault: rows are being copied; it is used as ever.</summary>
    Copying = (byte)'c',

    /// <summary>In the old vault: nobody writes, until the note's time is over.</summary>
    Draining = (byte)'d',

    /// <summary>In the old vault: all is in the new one, which is to be used.</summary>
    Moved = (byte)'m',

    /// <summary>In the new vault: it is not whole yet, and must not be used.</summary>
    Filling = (byte)'f',

    /// <summary>In the new vault: it is whole, and to be used by whoever comes here from the old vault's note that says so, and by nobody else.</summary>
    Ready = (byte)'r',
}

/// <summary>A move, as the header entry <see cref="Entry"/> holds it. The new vault's settings are sealed: they have a password in them.</summary>
/// <param name="Backend">The new vault's.</param>
/// <param name="Until">When draining ends by itself, so that a mover that died does not keep the hub from writing.</param>
internal sealed record MoveNote(MovePhase Phase, string Backend, byte[] SealedSettings, DateTimeOffset Until)
{
    public const string Entry = "move";

    private static ReadOnlySpan<byte> Record => "move"u8;

    /// <summary>The phase stands first, so that a backend that compares within its transaction need not read the rest.</summary>
    public byte[] Write() => [(byte)Phase, .. JsonSerializer.SerializeToUtf8Bytes(new Form(Backend, SealedSettings, Until))];

    /// <summary>True for what the same run of the same mover has said: the settings are sealed anew by each.</summary>
    public bool IsOf(MoveNote mover) => SealedSettings.AsSpan().SequenceEqual(mover.SealedSettings);

    public static MoveNote? Read(IReadOnlyDictionary<string, byte[]> header)
    {
        if (header.GetValueOrDefault(Entry) is not { Length: > 1 } bytes) return null;
        var form = JsonSerializer.Deserialize<Form>(bytes.AsSpan(1))!;
        return new MoveNote((MovePhase)bytes[0], form.Backend, form.Settings, form.Until);
    }

    public static byte[] SealSettings(IConfiguration section, KeyRing keys, string deploymentId)
    {
        var settings = section.AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value);
        return new Sealer(keys).Seal(Context(deploymentId), JsonSerializer.SerializeToUtf8Bytes(settings));
    }

    /// <exception cref="VaultIntegrityException">Nobody with a master key of this hub wrote them.</exception>
    public IConfiguration OpenSettings(KeyRing keys, string deploymentId) =>
        new ConfigurationBuilder().AddInMemoryCollection(JsonSerializer.Deserialize<Dictionary<string, string?>>(new Sealer(keys).Open(Context(deploymentId), SealedSettings))).Build();

    private static SealContext Context(string deploymentId) => new(deploymentId, "move", Record.ToArray(), 0);

    private sealed record Form(string Backend, byte[] Settings, DateTimeOffset Until);
}
