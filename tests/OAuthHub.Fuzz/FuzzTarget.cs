namespace OAuthHub.Fuzz;

/// <summary>A part of the hub that reads what strangers write. It must hold for every input, whatever its bytes are.</summary>
/// <param name="Name">Also the folder of its inputs, <c>corpus/{name}</c>.</param>
/// <param name="Check">Throws when what was promised does not hold.</param>
public sealed record FuzzTarget(string Name, Action<byte[]> Check)
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("token-answer", Targets.TokenAnswers.Check),
        new("callback", Targets.Callbacks.Check),
        new("return-path", Targets.ReturnPaths.Check),
        new("host", Targets.Hosts.Check),
        new("proxy-path", Targets.ProxyAddresses.Check),
        new("vault-seal", Targets.VaultRecords.CheckSeal),
        new("vault-record", Targets.VaultRecords.CheckFrame),
        new("journal", Targets.Journals.Check),
        new("platform-file", Targets.PlatformEntries.Check),
    ];

    public static FuzzTarget Find(string name) =>
        All.FirstOrDefault(target => target.Name == name) ?? throw new ArgumentException($"There is no target {name}. There are: {string.Join(", ", All.Select(target => target.Name))}.", nameof(name));

    /// <summary>A promise that did not hold.</summary>
    internal static void Demand(bool holds, string promise)
    {
        if (!holds) throw new BrokenPromiseException(promise);
    }
}

public sealed class BrokenPromiseException(string promise) : Exception(promise);
